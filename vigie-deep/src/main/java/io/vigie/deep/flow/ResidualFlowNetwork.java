package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.forecast.StepModel;
import io.vigie.deep.forecast.TrainRange;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A forecaster, and one density for the vectors of its standardised residuals whatever the history.
 *
 * @param forecaster whose band residuals are taken from
 * @param density of residuals
 * @param range of the train part
 * @param trim share of the rows of a step that is not learned from
 */
record ResidualFlowNetwork(
        String name, StepModel forecaster, AutoregressiveMixture density, TrainRange range, double trim)
        implements StepModel {

    @Override
    public int window() {
        return forecaster.window();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout().addAll("forecaster", forecaster.layout()).addAll("density", density.layout());
    }

    /** The nats of each channel, averaged over the rows of a window that are told. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor nats = nats(parameters, windows.transpose(1, 2));
        return Trim.worst(nats.flatten(0, 1), trim).view(nats.shape()).mean(1);
    }

    @Override
    public Tensor nats(Parameters parameters, Tensor stretch) {
        Band band = forecaster.band(parameters.part("forecaster"), stretch.narrow(1, 0, stretch.size(1) - 1));
        Tensor rows = stretch.narrow(1, window(), stretch.size(1) - window());
        Tensor residuals = rows.sub(band.location()).div(band.deviation());
        Tensor seen = range.clip(rows).sub(band.location()).div(band.deviation());
        Mixture mixture = density.given(parameters.part("density"), seen.flatten(0, 1), null);
        return mixture.nats(residuals.flatten(0, 1))
                .view(rows.shape())
                .add(band.deviation().log());
    }

    @Override
    public Band band(Parameters parameters, Tensor history) {
        Band band = forecaster.band(parameters.part("forecaster"), history);
        Mixture.Moments residual = density.expected(parameters.part("density"), 1, null);
        return new Band(
                band.location().add(band.deviation().mul(residual.mean())),
                band.deviation().mul(residual.deviation()));
    }
}
