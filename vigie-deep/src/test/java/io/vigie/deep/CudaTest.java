package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every detector learns and scores on a card what it does on the processor. Skipped where libtorch finds none. */
class CudaTest {
    /** Of the scores' standard deviation. On an H200 the largest difference was 1.7e-5; with TF32 it was 2.9e-4. */
    private static final double TOLERANCE = 1e-4;

    private static final RunContext CPU = RunContext.defaults();
    private static final RunContext CUDA = CPU.withDevice(Device.CUDA);

    private final TimeSeries train = plant(1, 1500);
    private final TimeSeries test = plant(2, 2000);

    @BeforeEach
    void aCardIsThere() {
        try {
            TorchRuntime.require(Device.CUDA);
        } catch (OptionException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void scoresOfAModelDoNotDependOnTheDevice(String id) {
        try (FittedDetector fitted = fit(id, CPU)) {
            assertClose(score(fitted, CUDA), score(fitted, CPU));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void learnsWhatItLearnsOnTheProcessor(String id) {
        try (FittedDetector there = fit(id, CUDA);
                FittedDetector here = fit(id, CPU)) {
            assertClose(score(there, CUDA), score(here, CPU));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void sameSeedSameBits(String id) {
        try (FittedDetector first = fit(id, CUDA);
                FittedDetector second = fit(id, CUDA.withThreads(1))) {
            assertThat(score(second, CUDA.withThreads(1))).isEqualTo(score(first, CUDA));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aModelFromACardIsUsedWithoutOne(String id) {
        MemoryModel model = new MemoryModel();
        double[] expected;
        try (FittedDetector fitted = fit(id, CUDA)) {
            Detectors.write(fitted, model);
            expected = score(fitted, CUDA);
        }
        try (FittedDetector loaded = Detectors.read(train.schema(), model.asReader())) {
            assertClose(score(loaded, CPU), expected);
        }
    }

    private static List<String> ids() {
        return new DeepDetectors().detectors().stream().map(DetectorType::id).toList();
    }

    private FittedDetector fit(String id, RunContext context) {
        Detector detector = Detectors.create(id, Map.of("max-steps", "20"));
        return detector.fit(TrainingSet.of(train), context);
    }

    private double[] score(FittedDetector fitted, RunContext context) {
        return fitted.score(test, context).settledTotals();
    }

    private static void assertClose(double[] actual, double[] expected) {
        double mean = Arrays.stream(expected).average().orElseThrow();
        double variance = Arrays.stream(expected)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double largest = 0;
        for (int row = 0; row < expected.length; row++) {
            assertThat(actual[row]).as("row %d", row).isFinite();
            largest = Math.max(largest, Math.abs(actual[row] - expected[row]));
        }
        assertThat(largest).isLessThan(TOLERANCE * Math.sqrt(variance));
    }

    private static TimeSeries plant(int seed, int rows) {
        RandomGenerator random = CPU.withSeed(seed).random("plant");
        double[][] values = new double[5][rows];
        double wander = 0;
        for (int row = 0; row < rows; row++) {
            double cycle = Math.sin(2 * Math.PI * row / 40.0);
            double other = Math.sin(2 * Math.PI * row / 25.0);
            wander = 0.9 * wander + Math.sqrt(1 - 0.81) * random.nextGaussian();
            values[0][row] = 1.3 * cycle + 0.25 * random.nextGaussian();
            values[1][row] = 0.9 * cycle + 0.9 * other + 0.25 * random.nextGaussian();
            values[2][row] = 0.6 * (values[0][row] + values[1][row]) + 0.25 * random.nextGaussian();
            values[3][row] = wander;
            values[4][row] = random.nextGaussian();
        }
        List<Channel> channels = List.of(
                Channel.of("flow"),
                Channel.of("pressure"),
                Channel.of("level"),
                Channel.of("speed"),
                Channel.of("torque"));
        return TimeSeries.of("plant-" + seed, TimeAxis.rows(rows), channels, values);
    }
}
