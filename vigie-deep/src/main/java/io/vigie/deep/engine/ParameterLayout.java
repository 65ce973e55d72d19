package io.vigie.deep.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Names, shapes and beginnings of a network's parameters, which lie one after the other in one flat array: so the optimizer,
 * averaging, checkpoints and checks for damage are a few operations whatever the network. A parameter of two or more
 * dimensions decays ({@link TrainingOptions#weightDecay}); others (biases, scales) do not, nor does what is {@link #given}.
 */
public final class ParameterLayout {
    /** One parameter: {@code offset} is its place in the flat array; what is given is not learned. */
    record Entry(String name, int offset, int length, boolean given, Initial initial, int... shape) {
        boolean decays() {
            return !given && shape.length >= 2;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int size;

    /** Adds a parameter; names are unique, as {@link io.vigie.model.ModelWriter} allows them. */
    public ParameterLayout add(String name, Initial initial, int... shape) {
        return add(name, false, initial, shape);
    }

    /**
     * Adds numbers that belong to the network but are not learned, such as scales that follow from the train windows: set by
     * {@link Network#adapt} or after training, saved with the others, never touched by a training step.
     */
    public ParameterLayout given(String name, Initial initial, int... shape) {
        return add(name, true, initial, shape);
    }

    private ParameterLayout add(String name, boolean given, Initial initial, int... shape) {
        int length = 1;
        for (int dimension : shape) {
            length = Math.multiplyExact(length, dimension);
        }
        if (entries.putIfAbsent(name, new Entry(name, size, length, given, initial, shape.clone())) != null) {
            throw new IllegalArgumentException("parameter '" + name + "' is there twice");
        }
        size = Math.addExact(size, length);
        return this;
    }

    /** Adds {@code name.weight} and {@code name.bias} of a dense layer. */
    public ParameterLayout linear(String name, int inputs, int outputs) {
        add(name + ".weight", Initial.uniform(inputs), outputs, inputs);
        return add(name + ".bias", Initial.uniform(inputs), outputs);
    }

    /** Adds a dense layer whose outputs are 0 at first. */
    public ParameterLayout silentLinear(String name, int inputs, int outputs) {
        add(name + ".weight", Initial.zeros(), outputs, inputs);
        return add(name + ".bias", Initial.zeros(), outputs);
    }

    /**
     * Adds a convolution over time: a dense layer of {@code kernel} rows of {@code inputs} channels, the oldest first.
     */
    public ParameterLayout convolution(String name, int inputs, int outputs, int kernel) {
        return linear(name, inputs * kernel, outputs);
    }

    /** Adds all parameters of a part, their names behind {@code prefix} and a dot. */
    public ParameterLayout addAll(String prefix, ParameterLayout part) {
        for (Entry entry : part.entries.values()) {
            add(prefix + "." + entry.name(), entry.given(), entry.initial(), entry.shape());
        }
        return this;
    }

    /** Number of values over all parameters. */
    public int size() {
        return size;
    }

    List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Values to begin with. */
    public float[] initial(RandomGenerator random) {
        float[] values = new float[size];
        for (Entry entry : entries.values()) {
            entry.initial().fill(values, entry.offset(), entry.offset() + entry.length(), random);
        }
        return values;
    }

    /** Name of the parameter that holds a place of the flat array. */
    String nameAt(int place) {
        for (Entry entry : entries.values()) {
            if (place < entry.offset() + entry.length()) {
                return entry.name();
            }
        }
        throw new IndexOutOfBoundsException("place " + place + " of " + size);
    }

    /** Names and shapes on one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries.values()) {
            text.append(entry.name()).append(Arrays.toString(entry.shape())).append(' ');
        }
        return text.toString().strip();
    }
}
