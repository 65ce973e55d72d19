package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link Omni}. A position is {@code fold} consecutive rows. Encoder: recurrent states of the positions, then
 * the units of each given its state and the units of the one before, then planar maps. Decoder: recurrent states of the
 * units, then each position's cells. Prior: each unit is a first-order autoregression of variance 1, whose coefficient is
 * learned.
 */
final class OmniNetwork implements CellModel {
    private static final long SEED = 20_190_804; // any; the draws the validation loss is measured with
    private static final double FIRST_PERSISTENCE = 1; // its hyperbolic tangent, 0.76, is the coefficient

    private final Omni options;
    private final ChannelRange range;
    private final Gru reader;
    private final Gru writer;
    private final PlanarFlow flow;
    private final int positions;

    /** Units before the maps, their posterior, and what the maps make of them; each [batch, position, unit]. */
    private record Path(Tensor drawn, UnitDistribution posterior, PlanarFlow.Image image) {
        Tensor units() {
            return image.values();
        }

        /** Logarithm of the density of the units of each position, [batch, position]. */
        Tensor logDensity() {
            return posterior.logDensity(drawn).sum(2).sub(image.logDeterminant());
        }
    }

    OmniNetwork(Omni options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.reader = new Gru(options.fold() * range.channels(), options.hidden());
        this.writer = new Gru(options.latent(), options.hidden());
        this.flow = new PlanarFlow(options.flows(), options.latent());
        this.positions = options.window() / options.fold();
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        int hidden = options.hidden();
        return new ParameterLayout()
                .addAll("reader", reader.layout())
                .linear("state", hidden, hidden)
                .add("before.weight", Initial.uniform(options.latent()), hidden, options.latent())
                .linear("posterior", hidden, 2 * options.latent())
                .addAll("flow", flow.layout())
                .add("persistence", Initial.constant(FIRST_PERSISTENCE), options.latent())
                .addAll("writer", writer.layout())
                .linear("decoder", hidden, hidden)
                .linear("cells", hidden, 2 * options.fold() * range.channels());
    }

    /** The negative evidence lower bound a row, the divergence spread evenly over the channels. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        long batch = windows.size(0);
        Tensor standard;
        double weight = 1;
        if (noise == null) {
            Tensor drawn = new Noise(SEED, Device.CPU).gaussian(1, positions, options.latent());
            standard = windows.is_cuda() ? drawn.cuda() : drawn;
        } else {
            standard = noise.gaussian(batch, positions, options.latent());
            weight = options.warmUp() == 0 ? 1 : Math.min(1, noise.progress() / options.warmUp());
        }
        Path path = path(parameters, windows, standard);
        Tensor divergence =
                path.logDensity().sub(prior(parameters, path.units())).sum(1);
        return decoded(parameters, path.units())
                .nats(windows)
                .mean(2)
                .add(Tensors.times(divergence.unsqueeze(1), weight / (options.window() * range.channels())));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return decoded(parameters, usual(parameters, windows).units()).nats(windows);
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        DecodedCells cells = decoded(parameters, usual(parameters, windows).units());
        return new Expected(cells.location(), cells.deviation());
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Path path = usual(parameters, windows);
        Tensor means = path.posterior().mean();
        return LatentUse.of(means.flatten(0, 1), path.posterior().divergence().flatten(0, 1));
    }

    /** The path of posterior means. */
    private Path usual(Parameters parameters, Tensor windows) {
        return path(
                parameters,
                windows,
                Tensors.like(windows, new float[positions * options.latent()], 1, positions, options.latent()));
    }

    /**
     * @param windows [batch, channel, time]
     * @param standard standard normal numbers, [batch or 1, position, unit]
     */
    private Path path(Parameters parameters, Tensor windows, Tensor standard) {
        Tensor states = reader.states(
                parameters.part("reader"), range.clip(windows).transpose(1, 2).reshape(windows.size(0), positions, -1));
        Tensor told = parameters.linear("state", states);
        Tensor before = parameters.get("before.weight").t();
        Tensor[] outputs = new Tensor[positions];
        Tensor[] drawn = new Tensor[positions];
        for (int t = 0; t < drawn.length; t++) {
            Tensor input = told.select(1, t);
            if (t > 0) {
                input = input.add(torch.matmul(drawn[t - 1], before));
            }
            outputs[t] = parameters.linear("posterior", torch.relu(input));
            drawn[t] = UnitDistribution.of(outputs[t]).at(standard.select(1, t));
        }
        UnitDistribution posterior = UnitDistribution.of(torch.stack(new TensorVector(outputs), 1));
        Tensor units = torch.stack(new TensorVector(drawn), 1);
        return new Path(units, posterior, flow.image(parameters.part("flow"), units));
    }

    /** Logarithm of the prior density of the units of each position given those before, [batch, position]. */
    private Tensor prior(Parameters parameters, Tensor units) {
        Tensor coefficient = parameters.get("persistence").tanh();
        long later = units.size(1) - 1;
        Tensor first = units.narrow(1, 0, 1);
        Tensor known = units.narrow(1, 0, later).mul(coefficient);
        Tensor innovation = Tensors.plus(coefficient.square().neg(), 1).sqrt().expand_as(known);
        Tensor beginning = UnitDistribution.standard(first).logDensity(first);
        Tensor going = new UnitDistribution(known, innovation).logDensity(units.narrow(1, 1, later));
        return torch.cat(new TensorVector(beginning, going), 1).sum(2);
    }

    /** Cells [batch, channel, time] from units [batch, position, unit]. */
    private DecodedCells decoded(Parameters parameters, Tensor units) {
        Tensor states = writer.states(parameters.part("writer"), units);
        Tensor hidden = torch.relu(parameters.linear("decoder", states));
        Tensor rows = parameters.linear("cells", hidden).reshape(units.size(0), options.window(), -1);
        return DecodedCells.of(rows.transpose(1, 2), 1, options.noiseFloor());
    }
}
