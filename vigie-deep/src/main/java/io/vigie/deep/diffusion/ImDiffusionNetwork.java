package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.window.ChannelRange;
import io.vigie.deep.window.ImputingModel;
import io.vigie.detect.Device;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link ImDiffusion}; how far hidden cells of each channel are from what is known without it, and the level of the errors
 * of each step and channel, neither of which is learned.
 */
final class ImDiffusionNetwork implements ImputingModel {
    static final int MASKS = 2;

    private static final long MEASURED = 20_230_701; // any; noise and masks are the same whenever the loss is measured
    private static final long SCORED = 20_230_702; // any; the noise that scoring begins with is part of the model
    private static final int TOGETHER = 64;
    private static final int FEWEST = 20; // cells that a spread is measured on
    private static final double SMALLEST_SPREAD = 0.01; // in scale units
    private static final double FARTHEST = 10; // spreads
    private static final double LEARNED = 0.98; // share of what is left without the network

    private final ImDiffusion options;
    private final ChannelRange range;
    private final int channels;
    private final HiddenCells masks;
    private final ConditionalDiffusion diffusion;

    ImDiffusionNetwork(ImDiffusion options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.channels = range.channels();
        this.masks = new HiddenCells(channels, options.window(), options.stripes());
        this.diffusion = ConditionalDiffusion.of(
                options.denoiser().of(ConditionalDiffusion.shape(channels, options.window(), options.hidden())),
                options.process(),
                options.prediction(),
                options.sampler());
    }

    /** Of the sampler, for each mask. */
    private int steps() {
        return options.evaluations() / MASKS / options.sampler().evaluationsOfAStep();
    }

    /** Steps that do not vote: the first, where there are others, if the noise is predicted, which then tells next to nothing of the data. */
    private int silent() {
        return options.prediction() == Prediction.NOISE ? Math.min(1, steps() - 1) : 0;
    }

    private int voting() {
        return steps() - silent();
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("denoiser", diffusion.layout())
                .given("spread", Initial.constant(1), SeenCells.REACHES * channels)
                .given("level", Initial.constant(1), voting(), channels);
    }

    /** Sets the spreads: root mean squares of what is left of hidden cells, by how far away seen ones are. */
    @Override
    public void adapt(float[] initial, Tensor windows) {
        Tensor clean = range.clip(windows);
        Noise draws = new Noise(MEASURED, Device.CPU);
        Tensor hidden = masks.drawn(Math.toIntExact(windows.size(0)), draws.generator(), windows);
        SeenCells seen = SeenCells.of(clean, hidden);
        float[] left = Tensors.floats(clean.sub(known(seen)).square());
        float[] mask = Tensors.floats(hidden);
        double[] sums = new double[SeenCells.REACHES * channels];
        int[] cells = new int[sums.length];
        for (int i = 0; i < left.length; i++) {
            if (mask[i] != 0) {
                int place = seen.reach()[i] * channels + i / options.window() % channels;
                sums[place] += left[i];
                cells[place]++;
            }
        }
        int at = initial.length - voting() * channels - sums.length;
        for (int i = 0; i < sums.length; i++) {
            boolean rare = cells[i] < FEWEST && i >= channels;
            initial[at + i] = rare
                    ? initial[at + i - channels] // as a little nearer
                    : (float) Math.max(SMALLEST_SPREAD, Math.sqrt(sums[i] / Math.max(1, cells[i])));
        }
    }

    /** Mean squared error of the hidden cells in their spreads; windows of which next to nothing is hidden count less. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        Tensor clean = range.clip(windows);
        Tensor hidden = masks.drawn(Math.toIntExact(windows.size(0)), draws.generator(), windows);
        Tensor drawn = draws.gaussian(windows.shape());
        SeenCells seen = SeenCells.of(clean, hidden);
        Tensor left = clean.sub(known(seen)).div(spread(parameters, seen));
        // a channel that did not move where its spread was measured would drown the others
        Tensor bounded =
                left.clamp(new ScalarOptional(new Scalar(-FARTHEST)), new ScalarOptional(new Scalar(FARTHEST)));
        return diffusion.losses(parameters.part("denoiser"), bounded, told(seen, drawn, hidden), drawn, hidden, draws);
    }

    private static Tensor spread(Parameters parameters, SeenCells seen) {
        return seen.spread(Tensors.floats(parameters.get("spread").detach()));
    }

    /** What is known of all cells without the network: lines between those that are seen, or nothing if it is told their noise alone. */
    private Tensor known(SeenCells seen) {
        return options.reference() == Reference.VALUES ? seen.bridged() : torch.zeros_like(seen.bridged());
    }

    /** What the network is told of the cells that are seen. */
    private Tensor told(SeenCells seen, Tensor drawn, Tensor hidden) {
        // a logarithm far off: values beyond all that was learned from must not upset the rest
        return options.reference() == Reference.VALUES
                ? seen.bridged().asinh()
                : drawn.mul(ConditionalDiffusion.seen(hidden));
    }

    /** What is done with the data that a step expects. */
    @FunctionalInterface
    private interface Expecting {
        void at(int step, Tensor clean);
    }

    /**
     * Hidden cells from noise; cells that are seen stay on their own path all the way, and mean nothing in what comes out.
     *
     * @param clean [batch, channel, time]
     * @param drawn noise of all cells, same shape
     */
    private Tensor sample(
            Parameters parameters, Tensor clean, Tensor drawn, Tensor hidden, int evaluations, Expecting expecting) {
        SeenCells seen = SeenCells.of(clean, hidden);
        Tensor known = known(seen);
        Tensor spread = spread(parameters, seen);
        Tensor left = clean.sub(known).div(spread);
        Denoising denoising =
                diffusion.given(parameters.part("denoiser"), left, told(seen, drawn, hidden), drawn, hidden);
        int[] begun = {0};
        int[] done = {0};
        Denoising watched = (noisy, times) -> {
            Denoising.Estimate estimate = denoising.at(noisy, times);
            if (begun[0] == done[0]) { // a step votes by what it expects where it begins
                expecting.at(begun[0]++, known.add(estimate.clean().mul(spread)));
            }
            return estimate;
        };
        Sampler.Steering counting = (state, time) -> {
            done[0]++;
            return state;
        };
        Tensor sampled = diffusion.draw(watched, drawn, evaluations, new Noise(SCORED, Device.CPU), counting);
        return known.add(sampled.mul(spread));
    }

    /**
     * What each step that votes expects in the cells, each hidden once.
     *
     * @return [step, batch, channel, time]
     */
    private Tensor expectedAtSteps(Parameters parameters, Tensor windows) {
        Tensor twice = twice(windows);
        Tensor hidden = hiddenByTurns(windows);
        float[] standard = Tensors.floats(new Noise(SCORED, Device.CPU).gaussian(channels, options.window()));
        Tensor drawn =
                Tensors.like(windows, standard, channels, options.window()).expand_as(twice);
        long batch = windows.size(0);
        Tensor expected = windows.new_zeros(voting(), batch, channels, options.window());
        sample(parameters, twice, drawn, hidden, options.evaluations() / MASKS, (step, estimate) -> {
            if (step >= silent()) {
                expected.select(0, step - silent()).copy_(once(estimate, hidden));
            }
        });
        return expected;
    }

    /** Windows for the one mask, then for the other, within the range of the channels. */
    private Tensor twice(Tensor windows) {
        Tensor clean = range.clip(windows);
        return torch.cat(new TensorVector(clean, clean));
    }

    private Tensor hiddenByTurns(Tensor windows) {
        return torch.cat(new TensorVector(
                masks.grating(true, windows).expand_as(windows),
                masks.grating(false, windows).expand_as(windows)));
    }

    /** Of each cell what is told of it where it is hidden. */
    private static Tensor once(Tensor twice, Tensor hidden) {
        Tensor told = twice.mul(hidden);
        long batch = told.size(0) / MASKS;
        return told.narrow(0, 0, batch).add(told.narrow(0, batch, batch));
    }

    private Tensor errors(Parameters parameters, Tensor windows) {
        return expectedAtSteps(parameters, windows).sub(windows).square();
    }

    private Tensor level(Parameters parameters) {
        return parameters.get("level").view(voting(), 1, channels, 1);
    }

    /** Sets the levels, the last of the parameters: mean squared errors, at least the square of the noise floor. */
    @Override
    public void settle(float[] trained, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), trained);
        long count = windows.size(0);
        double[] sums = new double[voting() * channels];
        for (long from = 0; from < count; from += TOGETHER) {
            long size = Math.min(TOGETHER, count - from);
            Tensor some = windows.narrow(0, from, size);
            double[] part = TorchRuntime.compute(() -> Tensors.doubles(
                    errors(parameters, some).mean(new long[] {3}, false, null).sum(1)));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        double floor = options.noiseFloor() * options.noiseFloor();
        for (int i = 0; i < sums.length; i++) {
            trained[trained.length - sums.length + i] = (float) Math.max(floor, sums[i] / count);
        }
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return options.votes().of(errors(parameters, windows).div(level(parameters)));
    }

    /** What the first step that votes expects: the mean of all the rest would come to, given the cells that are seen. */
    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        Tensor location = expectedAtSteps(parameters, windows).select(0, 0);
        Tensor deviation = level(parameters).select(0, 0).sqrt().expand_as(location);
        return new Expected(location, deviation);
    }

    @Override
    public Tensor impute(Parameters parameters, Tensor windows, Tensor hidden, Noise noise) {
        Tensor clean = range.clip(windows).mul(ConditionalDiffusion.seen(hidden));
        Tensor drawn = noise.gaussian(windows.shape());
        return sample(parameters, clean, drawn, hidden, options.evaluations(), (step, estimate) -> {});
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Tensor some = windows.narrow(0, 0, Math.min(TOGETHER, windows.size(0)));
        Tensor hidden = hiddenByTurns(some);
        Tensor means = some.mean(new long[] {0, 2}, true, null).expand_as(some);
        Evaluations.Counted<Expected> expected = Evaluations.of(() -> expected(parameters, some));
        double left = left(some, expected.result().location(), means);
        double known = left(some, once(known(SeenCells.of(twice(some), hidden)), hidden), means);
        String evaluations =
                expected.told(Evaluations.NETWORK, some.size(0)) + " evaluations of the network a window when scoring";
        String told = String.format(
                Locale.ROOT, "hidden rows are told with %.0f %% of the variance left on held-out windows", 100 * left);
        return left < LEARNED * known
                ? List.of(evaluations, told)
                : List.of(
                        evaluations,
                        told + ", hardly less than without the network ("
                                + String.format(Locale.ROOT, "%.0f %%", 100 * known)
                                + "): learn longer, or from more rows");
    }

    /** Squared errors in those of the means; of each channel at most these. */
    private static double left(Tensor windows, Tensor told, Tensor means) {
        Tensor worst = squares(windows, means);
        double all = Math.max(worst.sum().item_double(), Double.MIN_NORMAL);
        return torch.minimum(squares(windows, told), worst).sum().item_double() / all;
    }

    private static Tensor squares(Tensor windows, Tensor told) {
        return windows.sub(told).square().mean(new long[] {0, 2}, false, null);
    }
}
