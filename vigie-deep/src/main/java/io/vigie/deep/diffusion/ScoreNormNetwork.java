package io.vigie.deep.diffusion;

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

/**
 * The network of {@link ScoreNorm}: a denoiser of windows whose channels are divided by their noise scales. By Tweedie's formula
 * the score at a noise level is what it takes off, divided by the level's variance.
 */
final class ScoreNormNetwork implements CellModel {
    private static final long MEASURED = 20_110_701; // any; the noise is the same each time the loss is measured
    private static final String DENOISER = "denoiser";
    private static final String SCALES = "scales";

    private final ScoreNorm options;
    private final ChannelRange range;
    private final Diffusion diffusion;

    ScoreNormNetwork(ScoreNorm options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.diffusion = new Diffusion(
                options.architecture().of(new DenoiserShape(range.channels(), 1, options.window(), options.hidden())),
                new VarianceExploding(options.leastNoise(), options.mostNoise()),
                Prediction.NOISE,
                Pairing.INDEPENDENT);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll(DENOISER, diffusion.denoiser().layout())
                .given(SCALES, Initial.constant(1), range.channels());
    }

    /**
     * Sets the noise scales, the last of the parameters: half the mean squared difference of neighbouring rows is the variance
     * of noise that is white where the signal hardly moves from row to row (von Neumann et al., The mean square successive
     * difference, 1941).
     */
    @Override
    public void adapt(float[] initial, Tensor windows) {
        long rows = windows.size(2);
        int from = initial.length - range.channels();
        if (rows == 1) {
            return;
        }
        Tensor steps = windows.narrow(2, 1, rows - 1).sub(windows.narrow(2, 0, rows - 1));
        float[] scales = Tensors.floats(Tensors.times(steps.square().mean(new long[] {0, 2}, false, null), 0.5)
                .sqrt());
        for (int c = 0; c < scales.length; c++) {
            initial[from + c] = (float) Math.max(scales[c], options.noiseFloor());
        }
    }

    private static Tensor scales(Parameters parameters) {
        return parameters.get(SCALES).unsqueeze(1);
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        Tensor errors = diffusion.errors(parameters.part(DENOISER), windows.div(scales(parameters)), null, draws);
        return errors.mean(2);
    }

    /** From the least noise to the most, or between them where there is one. */
    private double[] times() {
        return options.levels() == 1 ? new double[] {0.5} : TimeGrid.even(0, 1, options.levels() - 1);
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor sum = windows.new_zeros(windows.shape());
        for (double time : times()) {
            Tensor away = windows.sub(clean(parameters, windows, time)).div(scales(parameters));
            sum = sum.add(
                    Tensors.times(away, 1 / diffusion.path().deviation(time)).square());
        }
        return Tensors.times(sum, 1.0 / options.levels());
    }

    /** What is expected of windows if they have the noise of a time, in prepared units. */
    private Tensor clean(Parameters parameters, Tensor windows, double time) {
        Tensor scales = scales(parameters);
        Tensor read = range.clip(windows).div(scales);
        return diffusion
                .denoising(parameters.part(DENOISER), null)
                .at(read, time)
                .clean()
                .mul(scales);
    }

    /** What the least noise leaves; it is told no finer than that noise. */
    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        double least = times()[0];
        Tensor deviation = Tensors.times(scales(parameters), diffusion.path().deviation(least));
        return new Expected(clean(parameters, windows, least), deviation.expand_as(windows));
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Tensor one = windows.narrow(0, 0, 1);
        String taken = Evaluations.of(() -> cells(parameters, one)).inWords(Evaluations.NETWORK, 1);
        float[] scales = Tensors.floats(parameters.get(SCALES));
        Arrays.sort(scales);
        float least = scales[0];
        float most = scales[scales.length - 1];
        return List.of(String.format(
                Locale.ROOT,
                "scoring takes %s of the network a window; %s",
                taken,
                least < most
                        ? String.format(
                                Locale.ROOT, "noise scales of channels are %.3g to %.3g scale units", least, most)
                        : String.format(Locale.ROOT, "the noise scale of all channels is %.3g scale units", most)));
    }
}
