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
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link DiffusionTime}: from windows to the time of each cell. Values are read through the inverse hyperbolic
 * sine rather than cut to the range of the train part: noise beyond it is learned from.
 */
final class DiffusionTimeNetwork implements CellModel {
    private static final long MEASURED = 20_240_507; // any; the noise is the same each time the loss is measured
    private static final int SHORTEST = 8; // rows of a block
    private static final double LEAST_DEVIATION = 0.02; // of times, below which they are taken for the same
    private static final String DENOISER = "denoiser";
    private static final String USUAL = "usual";

    private final DiffusionTime options;
    private final ChannelRange range;
    private final Denoiser denoiser;
    private final NoisePath path;

    DiffusionTimeNetwork(DiffusionTime options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.denoiser =
                options.architecture().of(new DenoiserShape(range.channels(), 1, options.window(), options.hidden()));
        this.path = new VarianceExploding(options.noiseFloor(), options.mostNoise());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll(DENOISER, denoiser.layout())
                .given(USUAL, Initial.zeros(), 2 * range.channels());
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        int count = Math.toIntExact(windows.size(0));
        float[] times = times(count, draws.generator());
        float[] deviations = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            deviations[i] = times[i] == 0 ? 0 : (float) path.deviation(times[i]);
        }
        double[] resolutions = new double[count];
        for (int i = 0; i < count; i++) {
            resolutions[i] = Math.pow(options.window(), draws.generator().nextDouble());
        }
        Tensor drawn = CoarseNoise.of(draws, range.channels(), options.window(), resolutions);
        Tensor noisy = windows.add(drawn.mul(Tensors.like(windows, deviations, windows.shape())));
        Tensor errors = told(parameters, noisy)
                .sub(Tensors.like(windows, times, windows.shape()))
                .square();
        return errors.mean(2);
    }

    /**
     * Times of blocks of rows of a channel, 0 where there is no noise; the blocks of a window are equally long.
     *
     * @return [window][channel][row]
     */
    private float[] times(int count, RandomGenerator random) {
        int window = options.window();
        int channels = range.channels();
        int shortest = Math.min(SHORTEST, window);
        float[] times = new float[Math.multiplyExact(count, channels * window)];
        for (int i = 0; i < count; i++) {
            int length = shortest + random.nextInt(window - shortest + 1);
            int offset = random.nextInt(length);
            for (int c = 0; c < channels; c++) {
                float time = 0;
                for (int row = 0; row < window; row++) {
                    if (row == 0 || (row + offset) % length == 0) {
                        time = random.nextDouble() < options.noisy() ? random.nextFloat() : 0;
                    }
                    times[(i * channels + c) * window + row] = time;
                }
            }
        }
        return times;
    }

    /** The time that each cell is taken to be at. */
    Tensor told(Parameters parameters, Tensor windows) {
        return denoiser.output(parameters.part(DENOISER), windows.asinh(), windows.new_zeros(windows.size(0), 1));
    }

    /** Sets mean and deviation of the times that are told of each channel, the last of the parameters. */
    @Override
    public void settle(float[] trained, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), trained);
        Tensor told = Tensors.inParts(windows, some -> told(parameters, some));
        long[] all = {0, 2};
        Tensor means = told.mean(all, true, null);
        float[] mean = Tensors.floats(means);
        float[] deviation =
                Tensors.floats(told.sub(means).square().mean(all, true, null).sqrt());
        int from = trained.length - 2 * mean.length;
        for (int c = 0; c < mean.length; c++) {
            trained[from + c] = mean[c];
            trained[from + mean.length + c] = (float) Math.max(LEAST_DEVIATION, deviation[c]);
        }
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        int channels = range.channels();
        Tensor mean = parameters.get(USUAL).narrow(0, 0, channels).unsqueeze(1);
        Tensor deviation = parameters.get(USUAL).narrow(0, channels, channels).unsqueeze(1);
        return torch.relu(told(parameters, windows).sub(mean).div(deviation));
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Evaluations.Counted<Tensor> without =
                Evaluations.of(() -> Tensors.inParts(windows, some -> told(parameters, some)));
        Noise noise = new Noise(MEASURED, Device.CPU);
        Tensor most = windows.add(Tensors.times(noise.gaussian(windows.shape()), options.mostNoise()));
        return List.of(String.format(
                Locale.ROOT,
                "scoring takes %s of the network a window; held-out windows are taken to be at time %.2f,"
                        + " under the most noise at %.2f (0 is data, 1 noise)",
                without.inWords(Evaluations.NETWORK, windows.size(0)),
                without.result().mean().item_double(),
                Tensors.inParts(most, some -> told(parameters, some)).mean().item_double()));
    }
}
