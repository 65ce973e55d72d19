package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The network of {@link Vae}. */
final class VaeNetwork implements CellModel {
    private final Vae options;
    private final ChannelRange range;
    private final WindowCoder coder;
    private final FixedDraws draws;

    VaeNetwork(Vae options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.coder = options.architecture().coder(range.channels(), options.window(), options.hidden());
        this.draws = new FixedDraws(options.samples(), options.latent());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("encoder", coder.encoder(2 * options.latent()))
                .addAll("decoder", coder.decoder(options.latent(), 2 * range.channels()));
    }

    /** The negative evidence lower bound a row, the divergence spread evenly over the channels. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        UnitDistribution posterior = posterior(parameters, windows);
        Tensor nats;
        double weight;
        if (noise == null) {
            nats = nats(parameters, posterior, windows);
            weight = 1;
        } else {
            nats = decoded(
                            parameters,
                            posterior.at(noise.gaussian(posterior.mean().shape())))
                    .nats(windows);
            weight = options.warmUp() == 0 ? 1 : Math.min(1, noise.progress() / options.warmUp());
        }
        Tensor divergence = posterior.divergence().sum(1).unsqueeze(1);
        return nats.mean(2).add(Tensors.times(divergence, weight / (options.window() * range.channels())));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return nats(parameters, posterior(parameters, windows), windows);
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        DecodedCells cells = decoded(parameters, posterior(parameters, windows).mean());
        return new Expected(cells.location(), cells.deviation());
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        UnitDistribution posterior = posterior(parameters, windows);
        return LatentUse.of(posterior.mean(), posterior.divergence());
    }

    /** The last is the mean of the latent units. */
    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        List<Tensor> layers = new ArrayList<>(coder.layers(parameters.part("encoder"), range.clip(windows)));
        layers.set(
                layers.size() - 1,
                UnitDistribution.of(layers.get(layers.size() - 1)).mean());
        return layers;
    }

    private UnitDistribution posterior(Parameters parameters, Tensor windows) {
        return UnitDistribution.of(coder.encode(parameters.part("encoder"), range.clip(windows)));
    }

    private DecodedCells decoded(Parameters parameters, Tensor units) {
        return DecodedCells.of(coder.decode(parameters.part("decoder"), units), 1, options.noiseFloor());
    }

    /** Means over the fixed draws of units. */
    private Tensor nats(Parameters parameters, UnitDistribution posterior, Tensor windows) {
        return draws.mean(posterior, units -> decoded(parameters, units).nats(windows));
    }
}
