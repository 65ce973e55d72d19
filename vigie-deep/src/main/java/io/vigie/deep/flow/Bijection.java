package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * An invertible, differentiable map of vectors whose volume change is known: the unit that flows are made of (reviews:
 * Kobyzev et al. 2021; Papamakarios et al. 2021). Forward leads from data to the base density. Without state; parameters are
 * handed in. Log-determinants are summed in float64.
 */
public interface Bijection {
    /**
     * A mapped batch.
     *
     * @param values [batch, dimension]
     * @param logDeterminant [batch], float64: log of how much the map that was applied stretches volume
     */
    record Mapped(Tensor values, Tensor logDeterminant) {}

    /** Length of the vectors. */
    int dimension();

    ParameterLayout layout();

    /**
     * This bijection told what it depends on beside its parameters; itself where it depends on nothing. Conditional ones
     * cannot map before they are told.
     *
     * @param context [batch, width], or one row for a whole batch
     */
    default Bijection given(Tensor context) {
        return this;
    }

    /** From data towards the base. */
    Mapped forward(Parameters parameters, Tensor data);

    /** From the base towards data: undoes {@link #forward}. */
    Mapped inverse(Parameters parameters, Tensor latent);

    /**
     * Sets parameters that depend on data from some of it; the default leaves them.
     *
     * @param initial parameters of this bijection, changed in place
     * @param data [batch, dimension], as it arrives at this bijection
     */
    default void adapt(float[] initial, Tensor data) {}

    /** The same map the other way round. */
    default Bijection inverted() {
        return new Inverted(this);
    }
}
