package io.vigie.detect.gaussian;

import io.vigie.detect.OperatingState;
import io.vigie.detect.OperatingStates;
import io.vigie.detect.RunContext;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.TailSurprise;
import io.vigie.detect.represent.FeatureScaling;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.series.TimeSeries;
import java.util.List;

/** Positions that are operating states, and can be shown. */
final class FittedStates extends FittedPositions implements OperatingStates {
    private final StateModel model;

    FittedStates(
            PositionSettings settings,
            FittedEncoder encoder,
            Selection selection,
            FeatureScaling scaling,
            StateModel model,
            List<PositionGaussian> gaussians,
            List<TailSurprise> laws,
            MeanWindows means,
            Moments moments) {
        super(settings, encoder, selection, scaling, model, gaussians, laws, means, moments);
        this.model = model;
    }

    @Override
    public List<OperatingState> states() {
        return model.states();
    }

    @Override
    public int[] statesOf(TimeSeries series) {
        PreparedRows.requirePrepared(schema(), series);
        return model.path(PreparedRows.channels(series), RunContext.defaults());
    }
}
