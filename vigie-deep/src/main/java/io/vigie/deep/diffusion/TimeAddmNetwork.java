package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.Gru;
import io.vigie.deep.autoencoder.LogErrors;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The network of {@link TimeAddm}: a recurrent autoencoder, and a denoiser of its embedding. */
final class TimeAddmNetwork implements CellModel {
    private static final long SEED = 20_240_414; // any; the draws the validation loss is measured with

    private final TimeAddm options;
    private final ChannelRange range;
    private final Gru reader;
    private final Gru writer;
    private final Diffusion diffusion;
    private final List<PartialDiffusion> levels;

    TimeAddmNetwork(TimeAddm options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.reader = new Gru(options.fold() * range.channels(), options.hidden());
        this.writer = new Gru(options.embedding(), options.hidden());
        DenoiserShape shape = new DenoiserShape(options.embedding(), 1, steps(), options.hidden());
        this.diffusion = new Diffusion(
                options.denoiser().of(shape), options.process().path(), options.prediction(), options.pairing());
        this.levels = PartialDiffusion.levels(
                diffusion, options.sampler(), options.levels(), options.highest(), options.evaluations());
    }

    private int steps() {
        return options.window() / options.fold();
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("reader", reader.layout())
                .linear("embedding", options.hidden(), options.embedding())
                .addAll("writer", writer.layout())
                .linear("cells", options.hidden(), options.fold() * range.channels())
                .addAll("denoiser", diffusion.denoiser().layout());
    }

    /** The autoencoder's loss is that of {@link io.vigie.deep.autoencoder.Ae}; the denoiser takes embeddings as given. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise drawn = noise != null ? noise : new Noise(SEED, windows.is_cuda() ? Device.CUDA : Device.CPU);
        Tensor embedded = embedded(parameters, windows);
        Tensor denoised = diffusion
                .errors(parameters.part("denoiser"), embedded.detach(), null, drawn)
                .flatten(1, 2)
                .mean(1);
        return LogErrors.of(windows, decoded(parameters, embedded), options.noiseFloor())
                .add(denoised.unsqueeze(1));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor embedded = embedded(parameters, windows);
        Tensor sum = Tensors.times(windows, 0);
        for (PartialDiffusion level : levels) {
            sum = sum.add(windows.sub(restored(parameters, level, embedded)).square());
        }
        return Tensors.times(sum, 1.0 / levels.size());
    }

    /** The mean over the levels. */
    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        Tensor embedded = embedded(parameters, windows);
        Tensor sum = Tensors.times(windows, 0);
        for (PartialDiffusion level : levels) {
            sum = sum.add(restored(parameters, level, embedded));
        }
        return new Expected(Tensors.times(sum, 1.0 / levels.size()), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        double before = logErrors(windows, some -> decoded(parameters, embedded(parameters, some)));
        StringBuilder errors = new StringBuilder();
        long evaluations = 0;
        for (PartialDiffusion level : levels) {
            Evaluations.Counted<Double> found = Evaluations.of(() ->
                    logErrors(windows, some -> restored(parameters, level, embedded(parameters, some))));
            double after = found.result();
            errors.append(String.format(
                    Locale.ROOT,
                    "%s%.0f %% at %.2g",
                    errors.isEmpty() ? "" : ", ",
                    100 * Math.exp(after - before),
                    level.level()));
            evaluations += found.total();
        }
        return List.of(String.format(
                Locale.ROOT,
                "%s evaluations of the denoiser a window; noise makes of the squared errors on held-out windows, by level, %s"
                        + " (geometric mean)",
                Evaluations.told(evaluations, windows.size(0)),
                errors));
    }

    private double logErrors(Tensor windows, UnaryOperator<Tensor> reconstruction) {
        return Tensors.inParts(windows, some -> LogErrors.of(some, reconstruction.apply(some), options.noiseFloor()))
                .mean()
                .item_double();
    }

    /** Embeddings of mean 0 and variance 1 at each step, [batch, number, step]. */
    private Tensor embedded(Parameters parameters, Tensor windows) {
        Tensor rows = Tensors.fold(range.clip(windows).transpose(1, 2), options.fold());
        Tensor states = reader.states(parameters.part("reader"), rows);
        return Tensors.normalised(parameters.linear("embedding", states)).transpose(1, 2);
    }

    /** Windows of embeddings, [batch, channel, time]. */
    private Tensor decoded(Parameters parameters, Tensor embedded) {
        Tensor states = writer.states(
                parameters.part("writer"), embedded.transpose(1, 2).contiguous());
        return Tensors.unfold(parameters.linear("cells", states), options.fold())
                .transpose(1, 2);
    }

    private Tensor restored(Parameters parameters, PartialDiffusion level, Tensor embedded) {
        return decoded(
                parameters,
                level.restored(parameters.part("denoiser"), embedded, null).values());
    }
}
