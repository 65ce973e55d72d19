package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.TorchRuntime;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Bijections one after the other; the first is next to the data. */
public record Chain(List<Bijection> steps) implements Bijection {
    public Chain {
        steps = List.copyOf(steps);
        for (Bijection step : steps) {
            if (step.dimension() != steps.get(0).dimension()) {
                throw new IllegalArgumentException("a bijection of " + step.dimension() + " dimensions in a chain of "
                        + steps.get(0).dimension());
            }
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a chain has at least one bijection");
        }
    }

    @Override
    public int dimension() {
        return steps.get(0).dimension();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        for (int i = 0; i < steps.size(); i++) {
            layout.addAll(name(i), steps.get(i).layout());
        }
        return layout;
    }

    private static String name(int step) {
        return "step-" + step;
    }

    @Override
    public Bijection given(Tensor context) {
        return new Chain(steps.stream().map(step -> step.given(context)).toList());
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        Mapped mapped = steps.get(0).forward(parameters.part(name(0)), data);
        for (int i = 1; i < steps.size(); i++) {
            mapped = after(mapped, steps.get(i).forward(parameters.part(name(i)), mapped.values()));
        }
        return mapped;
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        int last = steps.size() - 1;
        Mapped mapped = steps.get(last).inverse(parameters.part(name(last)), latent);
        for (int i = last - 1; i >= 0; i--) {
            mapped = after(mapped, steps.get(i).inverse(parameters.part(name(i)), mapped.values()));
        }
        return mapped;
    }

    private static Mapped after(Mapped first, Mapped second) {
        return new Mapped(second.values(), first.logDeterminant().add(second.logDeterminant()));
    }

    /** Each step is set from the data as the steps before it, already set, let it through. */
    @Override
    public void adapt(float[] initial, Tensor data) {
        TorchRuntime.compute(() -> {
            Tensor arriving = data;
            int offset = 0;
            for (Bijection step : steps) {
                ParameterLayout layout = step.layout();
                float[] own = new float[layout.size()];
                System.arraycopy(initial, offset, own, 0, own.length);
                step.adapt(own, arriving);
                System.arraycopy(own, 0, initial, offset, own.length);
                arriving = step.forward(Parameters.of(layout, own), arriving).values();
                offset += own.length;
            }
            return true;
        });
    }
}
