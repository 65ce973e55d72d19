package io.vigie.detect.internal;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Maximum of the last (up to) {@code window} values and which it is, the latest of equal ones. Holds the values that none
 * after them reaches, in falling order: O(1) a push on average.
 */
final class TrailingMaximum implements TrailingPick {
    private final int window;
    private final double[] falling; // ring, from first on
    private final long[] numbers; // push numbers of falling
    private int first;
    private int size;
    private long next; // number of the next push

    TrailingMaximum(int window) {
        this.window = window;
        this.falling = new double[window];
        this.numbers = new long[window];
    }

    @Override
    public double push(double value) {
        forgetBefore(next - window + 1);
        while (size > 0 && falling[place(size - 1)] <= value) {
            size--;
        }
        falling[place(size)] = value;
        numbers[place(size)] = next;
        size++;
        next++;
        return falling[first];
    }

    @Override
    public double keepFrom(long number) {
        forgetBefore(Math.min(number, next - 1));
        return falling[first];
    }

    @Override
    public long lowIndex() {
        return numbers[first];
    }

    @Override
    public long highIndex() {
        return numbers[first];
    }

    private void forgetBefore(long number) {
        while (size > 0 && numbers[first] < number) {
            first = place(1);
            size--;
        }
    }

    private int place(int at) {
        return (first + at) % window;
    }

    @Override
    public void write(ModelWriter out) {
        double[] values = new double[size];
        double[] ages = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = falling[place(i)];
            ages[i] = next - numbers[place(i)];
        }
        out.integer("next", next);
        out.tensor("values", values, size);
        out.tensor("ages", ages, size);
    }

    @Override
    public void read(ModelReader in) {
        int held = in.shape("values")[0];
        double[] values = in.doubles("values", held);
        double[] ages = in.doubles("ages", held);
        next = in.integer("next");
        first = 0;
        size = held;
        for (int i = 0; i < held; i++) {
            double before = i == 0 ? window + 1 : ages[i - 1];
            if (held > window || !(ages[i] >= 1 && ages[i] < before && ages[i] <= next)) {
                throw new ModelFormatException(
                        "entry 'ages' holds " + ages[i] + ", which does not fit a window of " + window);
            }
            falling[i] = values[i];
            numbers[i] = next - (long) ages[i];
        }
    }
}
