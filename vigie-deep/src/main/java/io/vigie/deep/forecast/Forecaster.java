package io.vigie.deep.forecast;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a forecasting network looks at history with: features from which distributions of the next rows are told. */
public interface Forecaster {
    void addTo(ParameterLayout layout, int channels);

    /** Number of features. */
    int features();

    /**
     * Features for the row after each window of a stretch.
     *
     * @param history [batch, time, channel], at least a window
     * @param noise random numbers for dropout, null while there is none
     * @return [batch, time - window + 1, feature]
     */
    Tensor features(Parameters parameters, Tensor history, @Nullable Noise noise);

    /**
     * Hidden layers that can be asked for, first to last, without dropout; none by default.
     *
     * @param history [batch, time, channel], a window
     * @return each [batch, unit] or [batch, row, unit]
     */
    default List<Tensor> layers(Parameters parameters, Tensor history) {
        return List.of();
    }
}
