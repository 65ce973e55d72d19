package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The network of {@link Donut}: dense layers over the window of one channel, applied to each channel. */
final class DonutNetwork implements CellModel {
    private final Donut options;
    private final ChannelRange range;
    private final FixedDraws draws;

    DonutNetwork(Donut options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.draws = new FixedDraws(options.samples(), options.latent());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        addHidden(layout, "encoder", options.window());
        layout.linear("encoder.output", options.hidden(), 2 * options.latent());
        addHidden(layout, "decoder", options.latent());
        return layout.linear("decoder.output", options.hidden(), 2 * options.window());
    }

    private void addHidden(ParameterLayout layout, String part, int inputs) {
        layout.linear(part + ".hidden-0", inputs, options.hidden())
                .add(part + ".channel", Initial.zeros(), range.channels(), options.hidden())
                .linear(part + ".hidden-1", options.hidden(), options.hidden());
    }

    /** The modified bound a row, of each channel. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor read = range.clip(windows);
        if (noise == null) {
            UnitDistribution posterior = posterior(parameters, read);
            Tensor divergence = Tensors.times(posterior.divergence().sum(2), 1.0 / options.window());
            return nats(parameters, posterior, windows).mean(2).add(divergence);
        }
        Tensor there = Tensors.times(noise.dropout(options.missing(), windows.shape()), 1 - options.missing());
        UnitDistribution posterior = posterior(parameters, read.mul(there));
        Tensor units = posterior.at(noise.gaussian(posterior.mean().shape()));
        Tensor nats = decoded(parameters, units).nats(windows).mul(there).mean(2);
        Tensor prior = UnitDistribution.standard(units).logDensity(units).sum(2).mul(there.mean(2));
        Tensor divergence = posterior.logDensity(units).sum(2).sub(prior);
        return nats.add(Tensors.times(divergence, 1.0 / options.window()));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return nats(parameters, posterior(parameters, range.clip(windows)), windows);
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        DecodedCells cells =
                decoded(parameters, posterior(parameters, range.clip(windows)).mean());
        return new Expected(cells.location(), cells.deviation());
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        UnitDistribution posterior = posterior(parameters, range.clip(windows));
        return LatentUse.of(
                posterior.mean().flatten(0, 1), posterior.divergence().flatten(0, 1));
    }

    private Tensor nats(Parameters parameters, UnitDistribution posterior, Tensor windows) {
        return draws.mean(posterior, units -> decoded(parameters, units).nats(windows));
    }

    /** Of units [batch, channel, unit] from windows [batch, channel, time]. */
    private UnitDistribution posterior(Parameters parameters, Tensor windows) {
        return UnitDistribution.of(dense(parameters.part("encoder"), windows));
    }

    private DecodedCells decoded(Parameters parameters, Tensor units) {
        return DecodedCells.of(dense(parameters.part("decoder"), units), 2, options.noiseFloor());
    }

    private static Tensor dense(Parameters parameters, Tensor input) {
        Tensor first = torch.relu(parameters.linear("hidden-0", input).add(parameters.get("channel")));
        return parameters.linear("output", torch.relu(parameters.linear("hidden-1", first)));
    }
}
