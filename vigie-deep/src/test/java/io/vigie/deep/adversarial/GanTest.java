package io.vigie.deep.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class GanTest {
    private final TimeSeries train = cycles(1, 2000);

    private static TimeSeries cycles(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 2; c++) {
                values[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 24 + c) + 0.1 * random.nextGaussian();
            }
        }
        return TimeSeries.of("cycles", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
    }

    /** Gradients of the losses by part of the network, at the same weights and draws. */
    private Map<String, double[]> gradients(double adversarial) {
        TrainingWindows windows = new TrainingWindows(List.of(train), 64, 0, 0);
        Gan options = (Gan) Detectors.create("gan", Map.of("adversarial", Double.toString(adversarial)));
        GanNetwork network = new GanNetwork(options, ChannelRange.of(windows));
        ParameterLayout layout = network.layout();
        float[] weights = layout.initial(new SplittableRandom(1));
        return TorchRuntime.differentiate(() -> {
            Parameters parameters = Parameters.leaves(layout, weights);
            Tensor given = Tensors.of(windows.spreadTrain(8), 8, 2, 64);
            Tensor loss =
                    network.losses(parameters, given, new Noise(1, Device.CPU)).sum();
            TensorVector found = torch.grad(new TensorVector(loss), new TensorVector(parameters.all()));
            Map<String, double[]> parts = new HashMap<>();
            String[] names = layout.toString().split("(?<=]) ", -1);
            for (int i = 0; i < names.length; i++) {
                String part = names[i].substring(0, names[i].indexOf('.'));
                double[] more = Tensors.doubles(found.get(i));
                parts.merge(
                        part,
                        more,
                        (a, b) -> DoubleStream.concat(Arrays.stream(a), Arrays.stream(b))
                                .toArray());
            }
            return parts;
        });
    }

    private static double[] gradient(Map<String, double[]> gradients, String part) {
        return Objects.requireNonNull(gradients.get(part), part);
    }

    private static double length(double[] gradient) {
        return Math.sqrt(Arrays.stream(gradient).map(value -> value * value).sum());
    }

    private static double distance(double[] one, double[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return Math.sqrt(squares);
    }

    @Test
    void theVerdictTeachesTheGeneratorOnly() {
        Map<String, double[]> without = gradients(0);
        Map<String, double[]> with = gradients(5);
        for (String part : List.of("encoder", "generator", "critic")) {
            double length = length(gradient(without, part));
            assertThat(length).as(part).isFinite().isGreaterThan(0);
            double moved = distance(gradient(without, part), gradient(with, part));
            if (part.equals("generator")) {
                assertThat(moved).isGreaterThan(1e-3 * length);
            } else {
                assertThat(moved).as(part).isLessThan(1e-5 * length);
            }
        }
    }

    @Test
    void generatesWhatIsNormalAndSaysSo() {
        try (FittedDetector fitted = new Gan().fit(TrainingSet.of(train), RunContext.defaults())) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.contains("generated windows cover"))
                    .noneMatch(note -> note.contains("collapse"));
        }
    }

    @Test
    void saysThatAGeneratorOfOneWindowHasCollapsed() {
        Map<String, String> untaught = Map.of("max-steps", "1", "learning-rate", "1e-6");
        try (FittedDetector fitted =
                Detectors.create("gan", untaught).fit(TrainingSet.of(train), RunContext.defaults())) {
            assertThat(fitted.notes()).anyMatch(note -> note.contains("mode collapse"));
        }
    }

    @Test
    void coverageSpreadAndSaturationAreWhatTheyAreByHand() {
        ModeUse use = TorchRuntime.compute(() -> {
            float[] real = new float[20];
            float[] generated = new float[20];
            for (int i = 0; i < 20; i++) {
                real[i] = i < 10 ? i : 1000 + i; // two modes
                generated[i] = 4.5f + (i % 2); // only one of them
            }
            Tensor verdicts = Tensors.of(new float[] {2, 2, 2, 0}, 4);
            return ModeUse.of(Tensors.of(real, 20, 1, 1), Tensors.of(generated, 20, 1, 1), verdicts, verdicts.neg());
        });

        assertThat(use.coverage()).isEqualTo(0.5);
        assertThat(use.spread()).isCloseTo(0.25 / 255_058.25, within(1e-9));
        assertThat(use.certain()).isEqualTo(0.75);
        assertThat(use.collapsed()).isTrue();
        assertThat(use.saturated()).isFalse();
        assertThat(new ModeUse(0.8, 0.9, 1).told())
                .hasSize(2)
                .anyMatch(finding -> finding.startsWith("the critic always wins"));
    }
}
