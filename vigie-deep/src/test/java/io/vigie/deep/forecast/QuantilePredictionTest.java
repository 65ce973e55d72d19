package io.vigie.deep.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class QuantilePredictionTest {
    private static final int GAPS = QuantilePrediction.GAPS;

    /** A median and deviations of each gap, the innermost first. */
    private static QuantilePrediction of(float median, float[] below, float[] above) {
        return QuantilePrediction.of(
                Tensors.of(new float[] {median}, 1, 1, 1),
                Tensors.of(below, 1, 1, GAPS),
                Tensors.of(above, 1, 1, GAPS));
    }

    private static double nats(QuantilePrediction prediction, double row) {
        return Tensors.doubles(prediction.nats(Tensors.of(new float[] {(float) row}, 1, 1, 1)))[0];
    }

    @Test
    void theDensityIntegratesToOne() {
        float[] below = {0.3f, 0.1f, 0.7f, 0.05f, 0.2f};
        float[] above = {1f, 2f, 0.5f, 0.05f, 3f};
        TorchRuntime.compute(() -> {
            QuantilePrediction prediction = of(0.4f, below, above);
            double step = 1e-3;
            float[] grid = new float[40_000];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = (float) ((i + 0.5) * step - 15);
            }
            double mass = 0;
            double under = 0;
            double[] nats =
                    Tensors.doubles(broadcast(prediction, grid.length).nats(Tensors.of(grid, 1, grid.length, 1)));
            for (int i = 0; i < grid.length; i++) {
                mass += Math.exp(-nats[i]) * step;
                under += grid[i] < 0.4 ? Math.exp(-nats[i]) * step : 0;
            }
            assertThat(mass).isCloseTo(1, within(1e-3));
            assertThat(under).isCloseTo(0.5, within(1e-3));
            return true;
        });
    }

    private static QuantilePrediction broadcast(QuantilePrediction one, int rows) {
        return new QuantilePrediction(
                one.quantiles().expand(1, rows, 1, 2L * GAPS + 1), one.gaps().expand(1, rows, 1, 2L * GAPS));
    }

    @Test
    void quantilesOfANormalDistributionTellItsDensity() {
        float[] two = {2, 2, 2, 2, 2};
        TorchRuntime.compute(() -> {
            QuantilePrediction prediction = of(1, two, two);
            double[] quantiles = Tensors.doubles(prediction.quantiles());
            for (int i = 0; i < quantiles.length; i++) {
                assertThat(quantiles[i]).isCloseTo(1 + (i - GAPS), within(1e-6)); // half a deviation of 2 apart
            }
            assertThat(Tensors.doubles(prediction.deviation())[0]).isCloseTo(2, within(1e-6));
            // what lies between two quantiles is spread evenly: differences of scipy.stats.norm.cdf, 1 apart
            double[][] rowsAndMasses = {
                {0.5, 0.191462461}, {1.5, 0.191462461}, {2.5, 0.149882285}, {3.5, 0.091848052}, {-2.5, 0.044057069}
            };
            for (double[] pair : rowsAndMasses) {
                assertThat(nats(prediction, pair[0])).isCloseTo(-Math.log(pair[1]), within(1e-5));
            }
            assertThat(nats(prediction, 6 - 1e-4)).isCloseTo(nats(prediction, 6 + 1e-4), within(0.01));
            assertThat(nats(prediction, 1e15)).isFinite().isGreaterThan(1e14);
            return true;
        });
    }

    @Test
    void lossesArePinballLosses() {
        float[] one = {1, 1, 1, 1, 1};
        TorchRuntime.compute(() -> {
            QuantilePrediction prediction = of(0, one, one);
            double row = 0.7;
            double[] quantiles = Tensors.doubles(prediction.quantiles());
            // scipy.stats.norm.cdf of -2.5, -2, ... 2.5
            double[] levels = {
                0.006209665,
                0.022750132,
                0.066807201,
                0.158655254,
                0.308537539,
                0.5,
                0.691462461,
                0.841344746,
                0.933192799,
                0.977249868,
                0.993790335
            };
            double expected = 0;
            for (int i = 0; i < levels.length; i++) {
                double above = row - quantiles[i];
                expected += 2.0 / levels.length * (above > 0 ? levels[i] * above : (levels[i] - 1) * above);
            }
            double loss = Tensors.doubles(prediction.losses(Tensors.of(new float[] {(float) row}, 1, 1, 1)))[0];
            assertThat(loss).isCloseTo(expected, within(1e-6));
            return true;
        });
    }
}
