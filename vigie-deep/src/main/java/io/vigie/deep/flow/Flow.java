package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** A density: a bijection that leads from data to a base. */
public record Flow(Bijection bijection, Base base) {
    private static final String BIJECTION = "bijection";
    private static final String BASE = "base";

    public Flow {
        if (bijection.dimension() != base.dimension()) {
            throw new IllegalArgumentException(
                    "a bijection of " + bijection.dimension() + " dimensions over a base of " + base.dimension());
        }
    }

    public int dimension() {
        return base.dimension();
    }

    /** Parameters of the bijection, then of the base. */
    public ParameterLayout layout() {
        return new ParameterLayout().addAll(BIJECTION, bijection.layout()).addAll(BASE, base.layout());
    }

    /** This density given what it depends on, as in {@link Bijection#given}. */
    public Flow given(Tensor context) {
        return new Flow(bijection.given(context), base);
    }

    /**
     * What a flow says of vectors, each [batch] in float64.
     *
     * @param logDensity in nats
     * @param logDeterminant the part of it that is the change of volume
     * @param energy squared length of the latent vector
     */
    public record Told(Tensor logDensity, Tensor logDeterminant, Tensor energy) {}

    /** Log density of vectors [batch, dimension], and what it is made of. */
    public Told tell(Parameters parameters, Tensor data) {
        Bijection.Mapped mapped = bijection.forward(parameters.part(BIJECTION), data);
        Tensor logDensity =
                base.logDensity(parameters.part(BASE), mapped.values()).add(mapped.logDeterminant());
        return new Told(
                logDensity,
                mapped.logDeterminant(),
                AffineCoupling.sum(mapped.values().square()));
    }

    /** Log density of vectors [batch, dimension] in nats, as [batch] in float64. */
    public Tensor logDensity(Parameters parameters, Tensor data) {
        return tell(parameters, data).logDensity();
    }

    /** Draws [count, dimension]. */
    public Tensor sample(Parameters parameters, int count, Noise noise) {
        Tensor latent = base.sample(parameters.part(BASE), count, noise);
        return bijection.inverse(parameters.part(BIJECTION), latent).values();
    }

    /**
     * Sets what depends on data from some of it.
     *
     * @param initial all parameters, changed in place
     */
    public void adapt(float[] initial, Tensor data) {
        bijection.adapt(initial, data); // its parameters come first
    }
}
