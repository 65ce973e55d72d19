package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrumTest {
    private static final int CHANNELS = 25;
    private static final int WINDOW = 16;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void windowsOfMostlyConstantChannelsHaveOne(int moving) {
        for (int seed = 0; seed < 12; seed++) {
            int features = CHANNELS * WINDOW;
            double[] covariance = covariance(moving, seed);

            Spectrum spectrum = Spectrum.ofCovariance(covariance, features);

            double total = 0;
            for (int d = 0; d < features; d++) {
                total += covariance[d * features + d];
            }
            double found = 0;
            for (int j = 0; j < features; j++) {
                found += spectrum.values[j];
            }
            assertThat(found).isCloseTo(total, within(1e-7 * total));
            assertThat(spectrum.rank(1e-9)).isLessThanOrEqualTo(moving * WINDOW);
            for (int j = 0; j < 5; j++) {
                for (int d = 0; d < features; d++) {
                    double product = 0;
                    for (int e = 0; e < features; e++) {
                        product += covariance[d * features + e] * spectrum.vectors[j * features + e];
                    }
                    assertThat(product)
                            .isCloseTo(spectrum.values[j] * spectrum.vectors[j * features + d], within(1e-8 * total));
                }
            }
        }
    }

    /** Of windows of drawn telemetry: some channels move in steps, the others never do; row first. */
    private static double[] covariance(int moving, int seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("telemetry");
        int rows = 1_000;
        double[][] values = new double[rows][moving];
        for (int c = 0; c < moving; c++) {
            double level = 0;
            for (int row = 0; row < rows; row++) {
                level = random.nextInt(12) == 0 ? random.nextInt(3) : level;
                values[row][c] = level + (c % 2) * 0.1 * random.nextGaussian();
            }
        }
        int features = CHANNELS * WINDOW;
        int windows = rows - WINDOW + 1;
        double[] mean = new double[features];
        double[][] samples = new double[windows][features];
        for (int i = 0; i < windows; i++) {
            for (int o = 0; o < WINDOW; o++) {
                for (int c = 0; c < moving; c++) {
                    samples[i][o * CHANNELS + c] = values[i + o][c];
                    mean[o * CHANNELS + c] += values[i + o][c] / windows;
                }
            }
        }
        double[][] columns = new double[features][windows];
        for (int d = 0; d < features; d++) {
            for (int i = 0; i < windows; i++) {
                columns[d][i] = samples[i][d] - mean[d];
            }
        }
        return Spectrum.products(columns, windows, windows, RunContext.defaults());
    }
}
