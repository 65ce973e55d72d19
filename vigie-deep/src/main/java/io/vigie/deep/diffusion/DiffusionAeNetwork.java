package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.LogErrors;
import io.vigie.deep.autoencoder.WindowCoder;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link DiffusionAe}: an autoencoder, and a denoiser of what it missed that reads the reconstruction beside
 * it. What a channel's residuals usually are is that of the windows at hand while learning, and of train windows
 * afterwards.
 */
final class DiffusionAeNetwork implements CellModel {
    private static final long SEED = 20_231_103; // any; the draws the validation loss is measured with
    private static final double MOST = 5; // a residual that is read, in usual ones: an anomaly must not drown the noise

    private final DiffusionAe options;
    private final ChannelRange range;
    private final WindowCoder coder;
    private final Diffusion diffusion;
    private final PartialDiffusion refinement;

    DiffusionAeNetwork(DiffusionAe options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.coder = options.architecture().coder(range.channels(), options.window(), options.hidden());
        DenoiserShape shape = new DenoiserShape(range.channels(), 2, options.window(), options.hidden());
        this.diffusion = new Diffusion(
                options.denoiser().of(shape), options.process().path(), options.prediction(), Pairing.INDEPENDENT);
        this.refinement = new PartialDiffusion(diffusion, options.sampler(), options.level(), options.evaluations());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("encoder", coder.encoder(options.bottleneck()))
                .addAll("decoder", coder.decoder(options.bottleneck(), range.channels()))
                .addAll("denoiser", diffusion.denoiser().layout())
                .given("usual", Initial.constant(1), range.channels());
    }

    /**
     * The autoencoder's loss is that of {@link io.vigie.deep.autoencoder.Ae}; the denoiser takes the reconstruction as given,
     * so neither teaches the other.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise drawn = noise != null ? noise : new Noise(SEED, windows.is_cuda() ? Device.CUDA : Device.CPU);
        Tensor coarse = coarse(parameters, windows);
        Tensor given = coarse.detach();
        Tensor residuals = residuals(windows, given, usual(logErrors(windows, given)));
        Tensor denoised = diffusion
                .errors(parameters.part("denoiser"), residuals, given, drawn)
                .mean(2);
        return logErrors(windows, coarse).add(denoised);
    }

    private Tensor logErrors(Tensor windows, Tensor reconstruction) {
        return LogErrors.of(windows, reconstruction, options.noiseFloor());
    }

    /**
     * Roots of the geometric means over windows of their mean squared errors, [channel]: a few odd windows say little.
     *
     * @param logErrors [batch, channel]
     */
    private static Tensor usual(Tensor logErrors) {
        return Tensors.times(logErrors.mean(0), 0.5).exp();
    }

    @Override
    public void settle(float[] trained, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), trained);
        Tensor missed = Tensors.inParts(windows, some -> logErrors(some, coarse(parameters, some)));
        float[] usual = Tensors.floats(usual(missed));
        System.arraycopy(usual, 0, trained, trained.length - usual.length, usual.length);
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return windows.sub(refined(parameters, windows)).square();
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(refined(parameters, windows), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Tensor before = Tensors.inParts(windows, some -> logErrors(some, coarse(parameters, some)));
        Evaluations.Counted<Tensor> after =
                Evaluations.of(() -> Tensors.inParts(windows, some -> logErrors(some, refined(parameters, some))));
        return List.of(String.format(
                Locale.ROOT,
                "%s evaluations of the denoiser a window leave %.0f %% of the autoencoder's squared errors on held-out"
                        + " windows (geometric mean)",
                after.told(Evaluations.NETWORK, windows.size(0)),
                100
                        * Math.exp(after.result().mean().item_double()
                                - before.mean().item_double())));
    }

    private Tensor coarse(Parameters parameters, Tensor windows) {
        Tensor codes = coder.encode(parameters.part("encoder"), range.clip(windows));
        return coder.decode(parameters.part("decoder"), codes);
    }

    /** What the reconstruction missed of windows within range, in usual residuals. */
    private Tensor residuals(Tensor windows, Tensor coarse, Tensor usual) {
        Tensor most = Tensors.like(windows, new float[] {(float) MOST}, 1);
        return Tensors.clip(range.clip(windows).sub(coarse).div(usual.unsqueeze(1)), most.neg(), most);
    }

    private Tensor refined(Parameters parameters, Tensor windows) {
        Tensor coarse = coarse(parameters, windows);
        Tensor usual = parameters.get("usual");
        Tensor found = refinement
                .restored(parameters.part("denoiser"), residuals(windows, coarse, usual), coarse)
                .values();
        return coarse.add(found.mul(usual.unsqueeze(1)));
    }
}
