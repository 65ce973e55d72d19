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
import io.vigie.model.ModelReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link CounterfactualDiffusion}, how much noise train windows have, which is not learned, and, where rows were
 * labelled anomalous, a classifier.
 */
final class CounterfactualNetwork implements ImputingModel {
    private static final int MOST_STRIPES = 10; // that gratings of hidden rows are cut into
    private static final double WHOLE = 0.5; // share of the windows learned from of which all cells are hidden
    private static final int SUSPECTS =
            4; // groups of channels, one of which is hidden when noise given the others is measured
    private static final long MEASURED = 20_220_918; // any; noise and masks are the same whenever the loss is measured
    private static final int MOST_MEASURED = 256; // windows, for each question
    private static final int TOGETHER = 64;
    private static final String DENOISER = "denoiser";
    private static final String CLASSIFIER = "classifier";

    /** What the noise of train windows is measured for: windows all of whose cells are in question, or some. */
    private enum Question {
        /** What is expected blindly is the mean of all windows: only what is far from all of them is brought near. */
        ALL(3),
        SOME(1);

        private final double leniency;

        Question(double leniency) {
            this.leniency = leniency;
        }

        /** Factor of the limit at a stage. */
        double leniency(int stage) {
            return stage == 0 ? leniency : 1;
        }
    }

    /** What becomes of noise at one of the stages on the way. */
    @FunctionalInterface
    private interface Guidance {
        /**
         * @param noise [batch, channel, time]
         * @return same shape
         */
        Tensor of(int stage, Tensor noise);
    }

    private final CounterfactualDiffusion options;
    private final ChannelRange range;
    private final int channels;
    private final HiddenCells masks;
    private final NoiseBands bands;
    private final ConditionalDiffusion diffusion;
    private final @Nullable NoisyClassifier classifier; // null where nothing was labelled

    private CounterfactualNetwork(CounterfactualDiffusion options, ChannelRange range, boolean classifies) {
        this.options = options;
        this.range = range;
        this.channels = range.channels();
        this.masks = new HiddenCells(channels, options.window(), Math.min(MOST_STRIPES, options.window()));
        this.bands = new NoiseBands(options.window());
        this.diffusion = ConditionalDiffusion.of(
                options.denoiser().of(ConditionalDiffusion.shape(channels, options.window(), options.hidden())),
                options.process(),
                options.prediction(),
                options.sampler());
        this.classifier = classifies ? classifier(options, channels) : null;
    }

    /** One that the density alone guides. */
    static CounterfactualNetwork unlabelled(CounterfactualDiffusion options, ChannelRange range) {
        return new CounterfactualNetwork(options, range, false);
    }

    /** One that a classifier guides too. */
    static CounterfactualNetwork labelled(CounterfactualDiffusion options, ChannelRange range) {
        return new CounterfactualNetwork(options, range, true);
    }

    /** The one of the two whose parameters were written. */
    static CounterfactualNetwork saved(CounterfactualDiffusion options, ChannelRange range, ModelReader parameters) {
        return new CounterfactualNetwork(options, range, parameters.has(CLASSIFIER + ".in.weight"));
    }

    /** Of the denoiser's architecture with half its units: two classes are less to know than a density. */
    private static NoisyClassifier classifier(CounterfactualDiffusion options, int channels) {
        DenoiserShape shape = new DenoiserShape(channels, 1, options.window(), (options.hidden() + 1) / 2);
        return new NoisyClassifier(
                options.denoiser().of(shape, CLASSIFIER), options.process().path(), options.depth());
    }

    private int steps() {
        return (options.evaluations() - 1) / 2;
    }

    /** Before the window is encoded, at each step back, and after the last. */
    private int stages() {
        return steps() + 2;
    }

    private int levels() {
        return stages() * NoiseBands.COUNT * channels;
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout()
                .addAll(DENOISER, diffusion.layout())
                .given("level", Initial.constant(1), Question.values().length, stages(), NoiseBands.COUNT, channels);
        return classifier == null ? layout : layout.addAll(CLASSIFIER, classifier.layout());
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        int count = Math.toIntExact(windows.size(0));
        float[] whole = new float[count];
        for (int i = 0; i < count; i++) {
            whole[i] = draws.generator().nextDouble() < WHOLE ? 1 : 0;
        }
        Tensor hidden = torch.maximum(
                masks.drawn(count, draws.generator(), windows), Tensors.like(windows, whole, count, 1, 1));
        return diffusion.losses(parameters.part(DENOISER), range.clip(windows), hidden, draws);
    }

    /**
     * What the classifier, which must be there, gets wrong; see {@link NoisyClassifier#losses}.
     *
     * @return [batch]
     */
    Tensor classifierLosses(Parameters parameters, Tensor windows, Tensor shown, Tensor rows, Noise noise) {
        return Objects.requireNonNull(classifier)
                .losses(parameters.part(CLASSIFIER), range.clip(windows), range.clip(shown), rows, noise);
    }

    /**
     * Encodes windows and decodes them guided. What is far from what is expected without looking at the hidden cells is
     * brought near it first: the network has learned nothing about what lies there.
     *
     * @param windows [batch, channel, time]
     * @param drawn what cells that are not hidden are noisy with, same shape
     * @param guidance what becomes of noise
     * @param further what becomes of what is known on the way back, after that
     * @return same shape; the cells that are not hidden mean nothing
     */
    private Tensor decoded(
            Parameters parameters,
            Tensor windows,
            Tensor hidden,
            Tensor drawn,
            Guidance guidance,
            UnaryOperator<Denoising> further) {
        Tensor seen = range.clip(windows).mul(ConditionalDiffusion.seen(hidden));
        Denoising denoising = diffusion.given(parameters.part(DENOISER), seen, drawn, hidden);
        Tensor blind = denoising
                .at(torch.zeros_like(windows), diffusion.diffusion().last())
                .clean();
        Tensor near = range.clip(blind.add(guidance.of(0, windows.sub(blind))));
        double[] rising = TimeGrid.even(0, options.depth(), steps());
        Tensor encoded = new Inversion(1)
                .encode(denoising, diffusion.path(), near, rising)
                .values();
        int[] stage = {0};
        Denoising guided = (noisy, times) -> {
            Denoising.Estimate estimate = denoising.at(noisy, times);
            return new Denoising.Estimate(estimate.clean(), guidance.of(++stage[0], estimate.noise()));
        };
        double[] falling = TimeGrid.even(options.depth(), 0, steps());
        Tensor plain = Sampler.DDIM
                .run(further.apply(guided), diffusion.path(), encoded, falling, new Noise(MEASURED, Device.CPU))
                .values();
        return plain.add(guidance.of(stages() - 1, near.sub(plain)));
    }

    private Tensor counterfactual(
            Parameters parameters, Tensor windows, Tensor hidden, Tensor drawn, Question question) {
        Tensor levels = parameters.get("level").select(0, question.ordinal());
        return decoded(
                parameters,
                windows,
                hidden,
                drawn,
                (stage, noise) -> bands.typical(
                        noise, hidden, levels.select(0, stage), options.typical() * question.leniency(stage)),
                denoising -> classified(denoising, parameters, windows, hidden, drawn));
    }

    /** Moved by the classifier towards what it takes for normal; unmoved without one. */
    private Denoising classified(
            Denoising denoising, Parameters parameters, Tensor windows, Tensor hidden, Tensor drawn) {
        if (classifier == null) {
            return denoising;
        }
        Parameters own = parameters.part(CLASSIFIER);
        Tensor clean = range.clip(windows);
        return (noisy, times) -> {
            double time = times[0];
            Tensor whole = diffusion.whole(noisy, clean, drawn, hidden, time);
            return classifier.guided(own, denoising.at(noisy, times), whole, hidden, time, options.guidance());
        };
    }

    private Tensor counterfactual(Parameters parameters, Tensor windows) {
        Tensor all = torch.ones_like(windows);
        return counterfactual(parameters, windows, all, torch.zeros_like(windows), Question.ALL);
    }

    /** The middle half of the rows of some channels, of other ones from window to window; 1 where a cell is hidden. */
    private Tensor suspects(Tensor windows, int from) {
        int count = Math.toIntExact(windows.size(0));
        int window = options.window();
        int groups = Math.min(SUSPECTS, channels);
        float[] mask = new float[count * channels * window];
        for (int i = 0; i < mask.length; i++) {
            int row = i % window;
            int channel = i / window % channels;
            boolean suspect = channel % groups == (from + i / (window * channels)) % groups;
            mask[i] = suspect && row >= window / 4 && row < window - window / 4 ? 1 : 0;
        }
        return Tensors.like(windows, mask, windows.shape());
    }

    /** Sets the levels, which follow the denoiser's parameters, to what windows have on a way without guidance. */
    @Override
    public void settle(float[] trained, Tensor windows) {
        Parameters parameters = Parameters.of(layout(), trained);
        int given = Math.toIntExact(windows.size(0));
        int count = Math.min(MOST_MEASURED, given);
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (int) ((long) given * i / count);
        }
        Tensor spread = Tensors.rows(windows, numbers);
        for (Question question : Question.values()) {
            double[] squares = new double[levels()];
            double[] cells = new double[channels];
            for (int from = 0; from < count; from += TOGETHER) {
                Tensor some = spread.narrow(0, from, Math.min(TOGETHER, count - from));
                int first = from;
                TorchRuntime.compute(() -> {
                    Tensor hidden = question == Question.ALL ? torch.ones_like(some) : suspects(some, first);
                    measure(parameters, some, hidden, squares, cells);
                    return true;
                });
            }
            int begin = diffusion.layout().size() + question.ordinal() * levels();
            for (int i = 0; i < squares.length; i++) {
                double level = Math.sqrt(squares[i] / Math.max(1, cells[i % channels]));
                trained[begin + i] = (float) Math.max(options.noiseFloor(), level);
            }
        }
    }

    private void measure(Parameters parameters, Tensor windows, Tensor hidden, double[] squares, double... cells) {
        double[] counted = Tensors.doubles(hidden.sum(new long[] {0, 2}, false, null));
        for (int c = 0; c < channels; c++) {
            cells[c] += counted[c];
        }
        Tensor drawn = new Noise(MEASURED, Device.CPU).gaussian(windows.shape());
        Guidance measuring = (stage, noise) -> {
            Tensor[] parts = bands.of(noise, hidden);
            for (int band = 0; band < parts.length; band++) {
                double[] sums = Tensors.doubles(parts[band].square().sum(new long[] {0, 2}, false, null));
                for (int c = 0; c < channels; c++) {
                    squares[(stage * NoiseBands.COUNT + band) * channels + c] += sums[c];
                }
            }
            return noise;
        };
        decoded(parameters, windows, hidden, drawn, measuring, UnaryOperator.identity());
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return windows.sub(counterfactual(parameters, windows)).square();
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(counterfactual(parameters, windows), null);
    }

    @Override
    public Tensor impute(Parameters parameters, Tensor windows, Tensor hidden, Noise noise) {
        return diffusion.draw(parameters.part(DENOISER), range.clip(windows), hidden, options.evaluations(), noise);
    }

    @Override
    public Tensor restore(Parameters parameters, Tensor windows, Tensor hidden, Tensor measured, Noise noise) {
        Tensor drawn = impute(parameters, windows, hidden, noise);
        Tensor unmeasured = hidden.sub(measured);
        Tensor whole = windows.mul(Tensors.plus(unmeasured.neg(), 1)).add(drawn.mul(unmeasured));
        return counterfactual(parameters, whole, hidden, noise.gaussian(windows.shape()), Question.SOME);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Tensor some = windows.narrow(0, 0, Math.min(TOGETHER, windows.size(0)));
        Evaluations.Counted<Tensor> cells = Evaluations.of(() -> cells(parameters, some));
        double[] changes = Tensors.doubles(
                cells.result().mean(new long[] {0, 2}, false, null).sqrt());
        Arrays.sort(changes);
        String classified = classifier == null
                ? ""
                : ", and " + cells.told(CLASSIFIER, some.size(0))
                        + " of a classifier of half its units, each with its gradient";
        return List.of(
                cells.told(Evaluations.NETWORK, some.size(0)) + " evaluations of the network a window when scoring"
                        + classified,
                String.format(
                        Locale.ROOT,
                        "normal windows come back changed by %.2g scale units in the median channel",
                        changes[channels / 2]));
    }
}
