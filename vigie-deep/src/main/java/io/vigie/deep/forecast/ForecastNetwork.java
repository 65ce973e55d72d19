package io.vigie.deep.forecast;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network that forecasts the distribution of every row of a stretch that has a whole window before it; channels are
 * independent given the history.
 *
 * @param name detector's id
 * @param window rows of history
 * @param restart where memory is cut, see {@link StepModel#restart}
 * @param forecaster what looks at the history
 * @param distribution what is told
 * @param floor least deviation told
 * @param range what history is cut to
 */
record ForecastNetwork(
        String name,
        int window,
        OptionalInt restart,
        Forecaster forecaster,
        ForecastDistribution distribution,
        double floor,
        TrainRange range)
        implements StepModel {

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        forecaster.addTo(layout, range.channels());
        distribution.addTo(layout, forecaster.features(), range.channels());
        return layout;
    }

    /** The losses of each channel, averaged over the rows of a window that are told. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor rows = windows.transpose(1, 2);
        Prediction prediction = prediction(parameters, rows.narrow(1, 0, rows.size(1) - 1), noise);
        return prediction.losses(judged(rows)).mean(1);
    }

    @Override
    public Tensor nats(Parameters parameters, Tensor stretch) {
        Prediction prediction = prediction(parameters, stretch.narrow(1, 0, stretch.size(1) - 1), null);
        return prediction.nats(judged(stretch));
    }

    @Override
    public Band band(Parameters parameters, Tensor history) {
        Prediction prediction = prediction(parameters, history, null);
        return new Band(prediction.location(), prediction.deviation());
    }

    /** Of windows with more rows than a history, the newest are read. */
    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        Tensor newest = windows.narrow(2, windows.size(2) - window, window);
        return forecaster.layers(parameters, range.clip(newest.transpose(1, 2)));
    }

    private Tensor judged(Tensor rows) {
        return rows.narrow(1, window, rows.size(1) - window);
    }

    private Prediction prediction(Parameters parameters, Tensor history, @Nullable Noise noise) {
        Tensor known = range.clip(history);
        Tensor features = forecaster.features(parameters, known, noise);
        long count = features.size(1);
        Tensor last = known.narrow(1, known.size(1) - count, count);
        return distribution.predict(parameters, features, last, floor);
    }
}
