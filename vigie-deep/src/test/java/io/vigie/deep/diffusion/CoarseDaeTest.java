package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class CoarseDaeTest {
    private static final int WINDOW = 64;

    private static double[] noise(int count, double resolution) {
        double[] resolutions = new double[count];
        Arrays.fill(resolutions, resolution);
        return TorchRuntime.compute(
                () -> Tensors.doubles(CoarseNoise.of(new Noise(1, Device.CPU), 2, WINDOW, resolutions)));
    }

    private static double meanSquare(double[] values) {
        return Arrays.stream(values).map(value -> value * value).average().orElseThrow();
    }

    /** Between two knots the variance is that of {@code (1 - s) a + s b}, two thirds over all places s. */
    @Test
    void coarseNoiseIsStraightBetweenKnots() {
        double[] values = noise(400, 8);
        int bent = 0;
        for (int row = 1; row < WINDOW - 1; row++) {
            double bend = values[row - 1] - 2 * values[row] + values[row + 1];
            bent += Math.abs(bend) > 1e-5 ? 1 : 0;
        }
        // a knot that lies between two rows bends at both
        assertThat(bent).isBetween(7, 17);
        assertThat(meanSquare(values)).isCloseTo(2.0 / 3, within(0.04));
        assertThat(meanSquare(noise(400, 1))).isCloseTo(1, within(0.03));
    }

    /** Windows of a common cycle and residuals, white in the first channel and a random walk in the second. */
    private static Tensor windows(int count) {
        RandomGenerator random = RunContext.defaults().random("residuals");
        float[] values = new float[count * 2 * WINDOW];
        for (int i = 0; i < count; i++) {
            double phase = 2 * Math.PI * random.nextDouble();
            double walk = 0;
            for (int row = 0; row < WINDOW; row++) {
                double cycle = 3 * Math.sin(2 * Math.PI * row / 16 + phase);
                walk += 0.1 * random.nextGaussian();
                values[2 * i * WINDOW + row] = (float) (cycle + 0.3 * random.nextGaussian());
                values[(2 * i + 1) * WINDOW + row] = (float) (cycle + walk);
            }
        }
        return Tensors.of(values, count, 2, WINDOW);
    }

    @Test
    void theSpectrumIsThatOfWhatPrincipalComponentsLeave() {
        int frequencies = ResidualSpectrum.frequencies(WINDOW);
        float[] amplitudes = TorchRuntime.compute(() -> ResidualSpectrum.amplitudes(windows(600)));
        double[] powers = new double[2 * frequencies];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = (double) amplitudes[i] * amplitudes[i];
        }
        assertThat(Arrays.stream(powers).sum()).isCloseTo(2, within(1e-4));
        double cycle = powers[3]; // four periods a window
        assertThat(cycle).as("the cycle is no residual").isLessThan(0.1);
        double low = Arrays.stream(powers, 0, frequencies / 2).sum();
        assertThat(low).as("white, less what the components hold").isBetween(0.35, 0.6);
        double lowOfWalk = Arrays.stream(powers, frequencies, frequencies + frequencies / 2)
                .sum();
        assertThat(lowOfWalk).as("of a random walk").isGreaterThan(0.8);

        double[] drawn = TorchRuntime.compute(() -> Tensors.doubles(
                ResidualSpectrum.draw(new Noise(1, Device.CPU), Tensors.of(amplitudes, 2, frequencies), 300, WINDOW)));
        assertThat(meanSquare(drawn)).isCloseTo(1, within(0.05));
    }

    /** How much of a shift within the usual range is still there in what a network gives for it. */
    private static double kept(Map<String, String> options) {
        double by = 0.8;
        double[][] clean = OnePassData.clean(1000);
        double[][] values = OnePassData.shift(OnePassData.cycles(2, 1000), by);
        TrainingSet train = TrainingSet.of(DrawnSeries.of(OnePassData.cycles(1, 2000)));
        try (FittedDetector fitted = Detectors.create("coarse-dae", options).fit(train, RunContext.defaults())) {
            double[] repaired = fitted.expectation(DrawnSeries.of(values), OnePassData.PLANTED)
                    .orElseThrow()
                    .expected()[OnePassData.CHANNEL];
            double sum = 0;
            for (int i = 0; i < repaired.length; i++) {
                sum += repaired[i] - clean[OnePassData.CHANNEL][OnePassData.PLANTED.from() + i];
            }
            return sum / repaired.length / by;
        }
    }

    /**
     * Kascenas et al.: what was learned from white noise gives deviations of many values back as they are. Here under noise
     * that is small beside the signal; white noise that hides the signal teaches as much.
     */
    @Test
    void lessOfAShiftIsKeptByWhatLearnedFromCoarseNoise() {
        Map<String, String> quiet = Map.of("magnitude", "0.3", "max-steps", "200", "epochs", "20");
        double coarse = kept(quiet);
        Map<String, String> white = new HashMap<>(quiet);
        white.put("noise", "white");
        double keptByWhite = kept(white);
        assertThat(coarse).as("white: %s", keptByWhite).isBetween(-0.1, 0.7 * keptByWhite);
    }

    @Test
    void noiseOfTheResidualsSpectrumIsLearnedFrom() {
        Map<String, String> options = Map.of("noise", "spectrum", "magnitude", "1", "max-steps", "100", "epochs", "20");
        TrainingSet train = TrainingSet.of(DrawnSeries.of(OnePassData.cycles(1, 2000)));
        try (FittedDetector fitted = Detectors.create("coarse-dae", options).fit(train, RunContext.defaults())) {
            String told = fitted.notes().stream()
                    .filter(note -> note.contains("of the variance is left"))
                    .findFirst()
                    .orElseThrow();
            int left = Integer.parseInt(told.replaceAll(".* (\\d+) % of the variance.*", "$1"));
            assertThat(left).isLessThan(50);
        }
    }

    /** A channel that never changes leaves nothing; where all are such there is no noise to learn from, and that is told. */
    @Test
    void whatLeavesNoResidualsGetsNoNoise() {
        double[][] values = new double[2][600];
        Map<String, String> options = Map.of("noise", "spectrum", "max-steps", "5");
        TrainingSet train = TrainingSet.of(DrawnSeries.of(values));
        try (FittedDetector fitted = Detectors.create("coarse-dae", options).fit(train, RunContext.defaults())) {
            assertThat(fitted.notes()).anyMatch(note -> note.contains("has learned from no noise"));
            assertThat(fitted.score(DrawnSeries.of(values)).totals()).doesNotContain(Double.NaN);
        }
    }
}
