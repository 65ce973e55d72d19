package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final TrainingOptions OPTIONS =
            TrainingOptions.of(400).withBatch(64, 24).withLearningRate(0.02).withPatience(100);

    private final TimeSeries series = EngineData.autoregressions(1, 3000);
    private final TrainingWindows windows = new TrainingWindows(List.of(series), 2, 1, 0.2);
    private final TrainingWindows whole = new TrainingWindows(List.of(series), 2, 1, 0); // none held back to choose by
    private final RunContext context = RunContext.defaults().withThreads(2);

    @Test
    void findsTheLeastSquaresSolution() {
        Trained trained = Trainer.train(new Autoregression(false), whole, OPTIONS, context);

        assertSolved(trained);
        assertThat(trained.report().trainLoss()).isCloseTo(2 * 0.09, within(0.02));
        assertThat(trained.report().validationLoss()).isNaN();
        assertThat(trained.report().incidents()).isEmpty();
        assertThat(trained.report().steps()).isEqualTo(400);
    }

    /** An offset of matrix shape, which would decay if it were learned, used by the loss: the bias makes up for it. */
    @Test
    void whatIsGivenStaysAsItWasSet() {
        Network shifted = new Autoregression(false) {
            @Override
            public ParameterLayout layout() {
                return super.layout().given("offset", Initial.zeros(), 2, 1);
            }

            @Override
            public void adapt(float[] initial, Tensor some) {
                initial[4] = 0.3f;
                initial[5] = -1.7f;
            }

            @Override
            public Tensor losses(Parameters parameters, Tensor some, @Nullable Noise noise) {
                Tensor moved = some.add(parameters.get("offset"));
                return super.losses(parameters, moved, noise);
            }
        };
        Trained trained = Trainer.train(shifted, whole, OPTIONS, context);

        assertThat(Arrays.copyOfRange(trained.weights(), 4, 6)).containsExactly(0.3f, -1.7f);
        assertThat(trained.weights()[2]).isCloseTo(0.3f * (1 - trained.weights()[0]), within(0.03f));
        assertThat(trained.weights()[3]).isCloseTo(-1.7f * (1 - trained.weights()[1]), within(0.1f));
    }

    @Test
    void sameSeedSameBitsOnAnyNumberOfThreadsAndAnotherSeedOthers() {
        float[] one = train(context.withThreads(1)).weights();

        assertThat(train(context.withThreads(2)).weights()).isEqualTo(one);
        assertThat(train(context.withThreads(5)).weights()).isEqualTo(one);
        assertThat(train(context.withSeed(7)).weights()).isNotEqualTo(one);
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits(@TempDir Path folder) throws IOException {
        float[] uninterrupted = train(context).weights();
        RunContext kept = context.withCheckpoints(folder.resolve("kept"));
        for (int stop : new int[] {37, 190}) {
            AtomicInteger polls = new AtomicInteger();
            assertThatThrownBy(() -> train(kept.withCancellation(() -> polls.incrementAndGet() > stop)))
                    .isInstanceOf(CancellationException.class);
            assertThat(files(folder.resolve("kept"))).hasSize(1);
        }
        Trained resumed = train(kept);

        assertThat(resumed.weights()).isEqualTo(uninterrupted);
        assertThat(resumed.report().steps()).isEqualTo(400);
        assertThat(files(folder.resolve("kept"))).as("none is left behind").isEmpty();
    }

    @Test
    void aCheckpointOfOtherDataIsRefused(@TempDir Path folder) {
        RunContext kept = context.withCheckpoints(folder);
        AtomicInteger polls = new AtomicInteger();
        assertThatThrownBy(() -> train(kept.withCancellation(() -> polls.incrementAndGet() > 100)))
                .isInstanceOf(CancellationException.class);
        TrainingWindows others = new TrainingWindows(List.of(EngineData.autoregressions(2, 3000)), 2, 1, 0.2);

        assertThatThrownBy(() -> Trainer.train(new Autoregression(true), others, OPTIONS, kept))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other data")
                .hasMessageContaining("autoregression-");
    }

    @Test
    void aLossThatIsNotFiniteIsUndoneAndNamed() {
        AtomicInteger calls = new AtomicInteger();
        Network faulty = new Autoregression(false) {
            @Override
            public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
                Tensor losses = super.losses(parameters, windows, noise);
                boolean fault = noise != null && calls.incrementAndGet() == 300;
                return fault ? losses.mul(Tensors.of(new float[] {1, Float.NaN}, 1, 2)) : losses;
            }
        };
        Trained trained = Trainer.train(faulty, whole, OPTIONS, context.withThreads(1));

        assertThat(trained.report().incidents())
                .singleElement()
                .asString()
                .contains("not finite", "channel 'quick'", "parameter ", "half the learning rate");
        assertSolved(trained);
    }

    @Test
    void aLossThatLeapsIsUndone() {
        AtomicInteger calls = new AtomicInteger();
        Network faulty = new Autoregression(false) {
            @Override
            public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
                Tensor losses = super.losses(parameters, windows, noise);
                boolean fault = noise != null && calls.incrementAndGet() > 600 && calls.get() < 660;
                return fault ? Tensors.times(losses, 1000) : losses;
            }
        };
        Trained trained = Trainer.train(faulty, whole, OPTIONS, context.withThreads(1));

        assertThat(trained.report().incidents()).isNotEmpty().allMatch(text -> text.contains("the loss rose from"));
        assertSolved(trained);
    }

    @Test
    void trainingThatKeepsFailingEndsWithTheLastGoodWeights() {
        AtomicInteger calls = new AtomicInteger();
        Network faulty = new Autoregression(false) {
            @Override
            public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
                Tensor losses = super.losses(parameters, windows, noise);
                return noise != null && calls.incrementAndGet() > 300
                        ? losses.mul(losses.log().neg().sqrt())
                        : losses;
            }
        };
        Trained trained = Trainer.train(faulty, windows, OPTIONS, context.withThreads(1));

        assertThat(trained.report().ending()).contains("kept failing");
        assertThat(trained.report().incidents()).hasSize(6);
        for (float weight : trained.weights()) {
            assertThat(weight).isFinite();
        }
    }

    @Test
    void stopsWhenTheValidationLossNoLongerFalls() {
        Trained trained = Trainer.train(
                new Autoregression(true), windows, OPTIONS.withLearningRate(0.3).withPatience(2), context);

        assertThat(trained.report().steps()).isLessThan(400);
        assertThat(trained.report().bestStep()).isLessThan(trained.report().steps());
        assertThat(trained.report().ending()).contains("no longer fell");
    }

    @Test
    void aTimeBudgetEndsIt() {
        Trained trained = train(context.withBudget(Duration.ofNanos(1)));

        assertThat(trained.report().steps()).isEqualTo(1);
        assertThat(trained.report().ending()).contains("time budget");
        assertThat(trained.report().validationLoss()).isFinite();
        assertThatThrownBy(() -> context.withBudget(Duration.ZERO)).isInstanceOf(OptionException.class);
    }

    @Test
    void tellsEpochLossAndTimeLeft() {
        List<String> stages = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        train(context.withProgress((stage, share) -> {
            stages.add(stage);
            shares.add(share);
        }));

        assertThat(stages.get(5)).matches("autoregression: epoch \\d+, loss \\d.*, at most \\d+ s left");
        assertThat(shares).isSorted().last().isEqualTo(1.0);
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assumeFalse(torch.cuda_is_available());

        assertThatThrownBy(() -> train(context.withDevice(Device.CUDA)))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("device cuda is not available")
                .hasMessageContaining(Context.hasCUDART() ? "finds no card" : "-gpu");
    }

    @Test
    void reportsAreKeptAsTheyAre() {
        TrainingReport report = new TrainingReport(9, 5, 1.5, Double.NaN, "over", List.of("one", "two"));
        MemoryModel model = new MemoryModel();
        report.write(model);

        assertThat(TrainingReport.read(model.asReader())).isEqualTo(report);
    }

    /** Regression of each row on the one before it, in closed form. */
    private void assertSolved(Trained trained) {
        for (int c = 0; c < 2; c++) {
            double[] values = series.channelValues(c);
            double n = 2999;
            double x = 0;
            double y = 0;
            double xx = 0;
            double xy = 0;
            for (int row = 1; row < 3000; row++) {
                x += values[row - 1] / n;
                y += values[row] / n;
                xx += values[row - 1] * values[row - 1] / n;
                xy += values[row - 1] * values[row] / n;
            }
            double slope = (xy - x * y) / (xx - x * x);
            assertThat(trained.weights()[c]).isCloseTo((float) slope, within(0.02f));
            assertThat(trained.weights()[2 + c]).isCloseTo((float) (y - slope * x), within(0.01f));
        }
    }

    private Trained train(RunContext with) {
        return Trainer.train(new Autoregression(true), windows, OPTIONS, with);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
