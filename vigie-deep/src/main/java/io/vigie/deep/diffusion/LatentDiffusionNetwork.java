package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.LogErrors;
import io.vigie.deep.autoencoder.PositionCoder;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The network of {@link LatentDiffusion}: an autoencoder with a latent of positions, and a denoiser of latents. */
final class LatentDiffusionNetwork implements CellModel {
    private static final long SEED = 20_220_918; // any; the draws the validation loss is measured with
    private static final long MEASURED = 20_220_919; // any; the noise of the band is part of the model

    private static final double LEAST_VARIANCE = 1e-12; // of a number that is the same for all windows

    private final LatentDiffusion options;
    private final ChannelRange range;
    private final PositionCoder coder;
    private final @Nullable Codebook codebook; // null where latents are continuous
    private final Diffusion diffusion;
    private final PartialDiffusion resampling;

    /**
     * @param values latents whose flagged positions are resampled, [batch, position, number]
     * @param flagged 1 where a position was, else 0, [batch, position, 1]
     * @param evaluations of the denoiser that a window was resampled by
     */
    record Healed(Tensor values, Tensor flagged, int evaluations) {}

    LatentDiffusionNetwork(LatentDiffusion options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.coder = new PositionCoder(range.channels(), options.window(), options.hidden());
        this.codebook = options.codes() > 0 ? new Codebook(options.codes(), options.latent() / options.groups()) : null;
        DenoiserShape shape = new DenoiserShape(options.latent(), 1, coder.positions(), options.hidden());
        this.diffusion = new Diffusion(
                options.denoiser().of(shape), options.process().path(), options.prediction(), options.pairing());
        this.resampling = new PartialDiffusion(diffusion, options.sampler(), options.level(), options.evaluations());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout decoder = new ParameterLayout().linear("positions", options.latent(), options.hidden());
        ParameterLayout layout = new ParameterLayout()
                .addAll("encoder", coder.encoder().linear("latent", options.hidden(), options.latent()))
                .addAll("decoder", coder.addDecoder(decoder, range.channels()))
                .addAll("denoiser", diffusion.denoiser().layout());
        if (codebook != null) {
            layout.addAll("book", codebook.layout());
        }
        return layout.given("usual", Initial.constant(1), coder.positions());
    }

    /**
     * Begins with latents whose numbers each have mean 0 and variance 1 over the windows (Salimans and Kingma, Weight
     * normalization, NeurIPS 2016, section 3), and with codes that are some of them. An encoder gives nearly the same for
     * all windows at first: one code would be the nearest to all, and stay so.
     */
    @Override
    public void adapt(float[] initial, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), initial);
        Tensor raw = Tensors.inParts(windows, some -> raw(parameters, some)).flatten(0, 1);
        float[] means = Tensors.floats(raw.mean(0));
        float[] variances = Tensors.floats(raw.var(new long[] {0}, false, false));
        int hidden = options.hidden();
        int size = options.latent();
        int weights = coder.encoder().size(); // where those of the layer begin
        for (int number = 0; number < size; number++) {
            float scale = (float) (1 / Math.sqrt(variances[number] + LEAST_VARIANCE));
            for (int i = weights + number * hidden; i < weights + (number + 1) * hidden; i++) {
                initial[i] *= scale;
            }
            int bias = weights + size * hidden + number;
            initial[bias] = (initial[bias] - means[number]) * scale;
        }
        if (codebook != null) {
            Parameters normalising = Parameters.of(layout(), initial);
            float[] latents = Tensors.floats(Tensors.inParts(windows, some -> encoded(normalising, some)));
            int part = codebook.size();
            long count = latents.length / part;
            int first = initial.length - coder.positions() - codebook.codes() * part;
            for (int code = 0; code < codebook.codes(); code++) {
                int some = (int) (code * count / codebook.codes()); // evenly spaced
                System.arraycopy(latents, some * part, initial, first + code * part, part);
            }
        }
    }

    /**
     * The autoencoder's loss is that of {@link io.vigie.deep.autoencoder.Ae}, whose gradient passes the codes as if they were
     * the latents themselves; codes and latents draw near each other; the denoiser takes latents as given.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise drawn = noise != null ? noise : new Noise(SEED, windows.is_cuda() ? Device.CUDA : Device.CPU);
        Tensor encoded = encoded(parameters, windows);
        Tensor chosen = chosen(parameters, encoded);
        Tensor passed = encoded.add(chosen.sub(encoded).detach());
        Tensor losses = LogErrors.of(windows, decoded(parameters, passed), options.noiseFloor());
        Tensor denoised = diffusion
                .errors(parameters.part("denoiser"), chosen.detach().transpose(1, 2), null, drawn)
                .flatten(1, 2)
                .mean(1);
        if (codebook != null) {
            denoised = denoised.add(codebook.distance(parameters.part("book"), encoded));
        }
        return losses.add(denoised.unsqueeze(1));
    }

    /** Sets what divergence of each position is usual, the last of the parameters. */
    @Override
    public void settle(float[] trained, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), trained);
        Tensor measured = Tensors.inParts(
                windows, some -> divergences(parameters, chosen(parameters, encoded(parameters, some))));
        float[] divergences = Tensors.floats(measured.squeeze(2).t());
        int positions = coder.positions();
        int count = divergences.length / positions;
        int usual = Math.min(count - 1, (int) ((1 - options.flagged()) * count));
        for (int p = 0; p < positions; p++) {
            float[] sorted = Arrays.copyOfRange(divergences, p * count, (p + 1) * count);
            Arrays.sort(sorted);
            trained[trained.length - positions + p] = sorted[usual];
        }
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return windows.sub(decoded(parameters, healed(parameters, windows).values()))
                .square();
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(decoded(parameters, healed(parameters, windows).values()), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        int[] resampling = new int[1];
        Evaluations.Counted<Tensor> flagged = Evaluations.of(() -> Tensors.inParts(windows, some -> {
            Healed healed = healed(parameters, some);
            resampling[0] = healed.evaluations();
            return healed.flagged();
        }));
        List<String> findings = new ArrayList<>();
        findings.add(String.format(
                Locale.ROOT,
                "%s evaluations of the denoiser a window, %d of which resample the %.1f %% of positions of held-out windows that"
                        + " are improbable",
                flagged.told(Evaluations.NETWORK, windows.size(0)),
                resampling[0],
                100 * flagged.result().mean().item_double()));
        if (codebook != null) {
            Tensor encoded = Tensors.inParts(windows, some -> encoded(parameters, some));
            findings.addAll(codebook.told(parameters.part("book"), encoded));
        }
        return findings;
    }

    /** Latents of windows, each position's of mean 0 and variance 1, [batch, position, number]. */
    Tensor encoded(Parameters parameters, Tensor windows) {
        return Tensors.normalised(raw(parameters, windows));
    }

    private Tensor raw(Parameters parameters, Tensor windows) {
        Parameters encoder = parameters.part("encoder");
        return encoder.linear(
                "latent", coder.layers(encoder, range.clip(windows)).get(1));
    }

    Tensor chosen(Parameters parameters, Tensor latents) {
        return codebook == null ? latents : codebook.nearest(parameters.part("book"), latents);
    }

    /** Windows [batch, channel, time] of latents [batch, position, number]. */
    Tensor decoded(Parameters parameters, Tensor latents) {
        Parameters decoder = parameters.part("decoder");
        return coder.decode(decoder, torch.relu(decoder.linear("positions", latents)));
    }

    /**
     * What the steps of the diffusion lack of the true posterior, in nats summed over the steps of the band and the numbers
     * of a position: half the rise of the signal-to-noise ratio times the squared error of what is expected (Kingma et al.
     * 2021, equation 13).
     *
     * @return [batch, position, 1]
     */
    Tensor divergences(Parameters parameters, Tensor latents) {
        Tensor clean = latents.transpose(1, 2);
        Noise noise = new Noise(MEASURED, latents.is_cuda() ? Device.CUDA : Device.CPU);
        Tensor drawn = noise.gaussian(1, clean.size(1), clean.size(2));
        Denoising denoising = diffusion.denoising(parameters.part("denoiser"), null);
        NoisePath path = diffusion.path();
        double[] times = TimeGrid.even(options.bandTo(), options.bandFrom(), options.bandSteps());
        Tensor sum = Tensors.times(clean, 0);
        for (int i = 1; i < times.length; i++) {
            double rise = Math.exp(2 * path.logRatio(times[i])) - Math.exp(2 * path.logRatio(times[i - 1]));
            Tensor expected = denoising
                    .at(diffusion.noisy(clean, drawn, times[i - 1]), times[i - 1])
                    .clean();
            sum = sum.add(Tensors.times(clean.sub(expected).square(), rise / 2));
        }
        return sum.sum(1).unsqueeze(2);
    }

    Healed healed(Parameters parameters, Tensor windows) {
        Tensor latents = chosen(parameters, encoded(parameters, windows));
        Tensor usual = parameters.get("usual").unsqueeze(1);
        Tensor flagged = torch.relu(divergences(parameters, latents).sub(usual)).sign();
        Tensor where = flagged.transpose(1, 2);
        Sampler.Sampled sampled =
                resampling.restored(parameters.part("denoiser"), latents.transpose(1, 2), null, where);
        Tensor anew = chosen(parameters, sampled.values().transpose(1, 2));
        Tensor values = latents.add(anew.sub(latents).mul(flagged));
        return new Healed(values, flagged, sampled.evaluations());
    }
}
