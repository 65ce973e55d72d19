package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.LogErrors;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The network of {@link CoarseDae}: windows with noise to windows without. */
final class CoarseDaeNetwork implements CellModel {
    private static final long MEASURED = 20_220_713; // any; the noise is the same each time the loss is measured
    private static final String SPECTRUM = "spectrum";

    private final CoarseDae options;
    private final ChannelRange range;
    private final Denoiser denoiser;

    CoarseDaeNetwork(CoarseDae options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.denoiser =
                options.architecture().of(new DenoiserShape(range.channels(), 1, options.window(), options.hidden()));
    }

    @Override
    public String name() {
        return options.id();
    }

    /** The spectrum is given: it is kept beside the weights so that a training that is gone on with has it. */
    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout().addAll("denoiser", denoiser.layout());
        return hasSpectrum() ? layout.given(SPECTRUM, Initial.zeros(), spectrumSize()) : layout;
    }

    private boolean hasSpectrum() {
        return options.noise() == NoiseShape.SPECTRUM;
    }

    private int spectrumSize() {
        return range.channels() * ResidualSpectrum.frequencies(options.window());
    }

    @Override
    public void adapt(float[] initial, Tensor windows) {
        if (hasSpectrum()) {
            float[] amplitudes = ResidualSpectrum.amplitudes(windows);
            System.arraycopy(amplitudes, 0, initial, initial.length - amplitudes.length, amplitudes.length);
        }
    }

    /**
     * Logarithms of a window's mean squared error in each channel, as those of {@code ae}: channels that are told well count
     * as much as others.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        Tensor noisy = range.clip(windows).add(Tensors.times(drawn(parameters, windows, draws), options.magnitude()));
        return LogErrors.of(denoised(parameters, noisy), windows, options.noiseFloor());
    }

    private Tensor drawn(Parameters parameters, Tensor windows, Noise noise) {
        int count = Math.toIntExact(windows.size(0));
        if (hasSpectrum()) {
            Tensor amplitudes = parameters.get(SPECTRUM).view(range.channels(), -1);
            return ResidualSpectrum.draw(noise, amplitudes, count, options.window());
        }
        double[] resolutions = new double[count];
        Arrays.fill(resolutions, options.noise() == NoiseShape.WHITE ? 1 : options.resolution());
        return CoarseNoise.of(noise, range.channels(), options.window(), resolutions);
    }

    private Tensor denoised(Parameters parameters, Tensor noisy) {
        return denoiser.output(parameters.part("denoiser"), noisy, noisy.new_zeros(noisy.size(0), 1));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return windows.sub(denoised(parameters, range.clip(windows))).square();
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(denoised(parameters, range.clip(windows)), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Noise noise = new Noise(MEASURED, Device.CPU);
        Tensor added = Tensors.times(drawn(parameters, windows, noise), options.magnitude());
        Tensor clean = range.clip(windows);
        Evaluations.Counted<Tensor> denoised =
                Evaluations.of(() -> Tensors.inParts(clean.add(added), some -> denoised(parameters, some)));
        double left = denoised.result().sub(clean).square().mean().item_double();
        String scoring = "scoring takes " + denoised.inWords(Evaluations.NETWORK, windows.size(0))
                + " of the network a window; ";
        double whole = added.square().mean().item_double();
        if (whole == 0) {
            return List.of(scoring + "it has learned from no noise, as principal components leave nothing of the train"
                    + " windows: use noise=coarse");
        }
        return List.of(String.format(
                Locale.ROOT,
                "%sof noise added to held-out windows %.0f %% of the variance is left",
                scoring,
                100 * left / whole));
    }
}
