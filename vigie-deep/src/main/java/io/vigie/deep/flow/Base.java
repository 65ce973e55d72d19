package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** A simple density that a flow ends in. */
public interface Base {
    int dimension();

    ParameterLayout layout();

    /** Log density of vectors [batch, dimension], as [batch] in float64. */
    Tensor logDensity(Parameters parameters, Tensor latent);

    /** Draws [count, dimension]. */
    Tensor sample(Parameters parameters, int count, Noise noise);
}
