package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.forecast.Forecaster;
import io.vigie.deep.forecast.StepModel;
import io.vigie.deep.forecast.TrainRange;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The density of the next row given the rows before it: features of the history are the context of an autoregressive
 * density of the row, less a learned share of the row before. A channel sees the channels before it as history is seen: cut
 * to the range of the train part.
 *
 * @param window rows of history
 * @param encoder what looks at the history
 * @param density of a row
 * @param range of the train part
 * @param trim share of the rows of a step that is not learned from
 */
record ConditionalFlowNetwork(
        String name, int window, Forecaster encoder, AutoregressiveMixture density, TrainRange range, double trim)
        implements StepModel {

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        encoder.addTo(layout, range.channels());
        return layout.addAll("density", density.layout()).add("carry", Initial.constant(0.5), range.channels());
    }

    /** Rows that are judged, flattened to [row, ...]: what their density is told, and what is taken off them. */
    private record Given(Tensor context, Tensor carried) {}

    private Given given(Parameters parameters, Tensor history, @Nullable Noise noise) {
        Tensor known = range.clip(history);
        Tensor features = encoder.features(parameters, known, noise);
        long count = features.size(1);
        Tensor last = known.narrow(1, known.size(1) - count, count);
        Tensor carried = last.mul(parameters.get("carry"));
        return new Given(features.flatten(0, 1), carried.flatten(0, 1));
    }

    private Mixture mixture(Parameters parameters, Given given, Tensor rows) {
        Tensor seen = range.clip(rows).flatten(0, 1).sub(given.carried());
        return density.given(parameters.part("density"), seen, given.context());
    }

    private Tensor judged(Tensor stretch) {
        return stretch.narrow(1, window, stretch.size(1) - window);
    }

    private static Tensor history(Tensor stretch) {
        return stretch.narrow(1, 0, stretch.size(1) - 1);
    }

    /** Nats [row, channel] of all rows that are judged. */
    private Tensor flat(Parameters parameters, Tensor stretch, @Nullable Noise noise) {
        Given given = given(parameters, history(stretch), noise);
        Tensor rows = judged(stretch);
        return mixture(parameters, given, rows).nats(rows.flatten(0, 1).sub(given.carried()));
    }

    /** The nats of each channel, averaged over the rows of a window that are told. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor stretch = windows.transpose(1, 2);
        Tensor nats = Trim.worst(flat(parameters, stretch, noise), trim);
        return shaped(nats, stretch).mean(1);
    }

    @Override
    public Tensor nats(Parameters parameters, Tensor stretch) {
        return shaped(flat(parameters, stretch, null), stretch);
    }

    private static Tensor shaped(Tensor rows, Tensor stretch) {
        return rows.view(stretch.size(0), -1, stretch.size(2));
    }

    @Override
    public Band band(Parameters parameters, Tensor history) {
        Given given = given(parameters, history, null);
        long rows = given.context().size(0);
        return band(density.expected(parameters.part("density"), rows, given.context()), given, history);
    }

    @Override
    public Optional<Band> clean(Parameters parameters, Tensor stretch) {
        Given given = given(parameters, history(stretch), null);
        Tensor rows = judged(stretch);
        Mixture mixture = mixture(parameters, given, rows);
        return Optional.of(band(mixture.clean(rows.flatten(0, 1).sub(given.carried())), given, stretch));
    }

    private static Band band(Mixture.Moments moments, Given given, Tensor stretch) {
        return new Band(shaped(moments.mean().add(given.carried()), stretch), shaped(moments.deviation(), stretch));
    }
}
