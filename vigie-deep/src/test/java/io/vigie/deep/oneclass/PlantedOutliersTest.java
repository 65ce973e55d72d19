package io.vigie.deep.oneclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlantedOutliersTest {
    private static final int COUNT = 400;
    private static final int WINDOW = 32;

    private static float[][] planted(double share, float[] windows, long seed) {
        return planted(share, List.of(OutlierKind.values()), windows, seed);
    }

    private static float[][] planted(double share, List<OutlierKind> kinds, float[] windows, long seed) {
        return TorchRuntime.compute(() -> {
            PlantedOutliers.Planted planted = new PlantedOutliers(share, 0.05, kinds)
                    .into(Tensors.of(windows, COUNT, 4, WINDOW), new SplittableRandom(seed));
            return new float[][] {Tensors.floats(planted.windows()), Tensors.floats(planted.mask())};
        });
    }

    private static float[] cycles() {
        float[] windows = new float[COUNT * 4 * WINDOW];
        double[][] values = PlantData.cycles(1, COUNT * WINDOW);
        for (int i = 0; i < COUNT; i++) {
            for (int c = 0; c < 4; c++) {
                for (int t = 0; t < WINDOW; t++) {
                    windows[(i * 4 + c) * WINDOW + t] = (float) values[c][i * WINDOW + t];
                }
            }
        }
        return windows;
    }

    @Test
    void theMaskIsWhereSomethingWasPlanted() {
        float[] windows = cycles();
        float[] before = windows.clone();
        float[][] planted = planted(0.5, windows, 7);
        int changedWindows = 0;
        for (int i = 0; i < COUNT; i++) {
            boolean changed = false;
            for (int cell = i * 4 * WINDOW; cell < (i + 1) * 4 * WINDOW; cell++) {
                if (planted[1][cell] == 0) {
                    assertThat(planted[0][cell]).isEqualTo(before[cell]);
                }
                changed |= planted[1][cell] == 1;
            }
            changedWindows += changed ? 1 : 0;
        }
        assertThat(windows).as("what was given").isEqualTo(before);
        assertThat(changedWindows).isBetween(COUNT * 3 / 10, COUNT * 6 / 10);
    }

    @Test
    void theSameSeedPlantsTheSame() {
        float[] windows = cycles();

        assertThat(planted(0.5, windows, 7)).isDeepEqualTo(planted(0.5, windows, 7));
        assertThat(planted(0.5, windows, 7)[0]).isNotEqualTo(planted(0.5, windows, 8)[0]);
    }

    @Test
    void aChannelThatStandsStillIsNotCalledFrozen() {
        float[][] planted = planted(1, new float[COUNT * 4 * WINDOW], 7);
        for (int channel = 0; channel < COUNT * 4; channel++) {
            boolean called = false;
            double most = 0;
            for (int t = 0; t < WINDOW; t++) {
                called |= planted[1][channel * WINDOW + t] == 1;
                most = Math.max(most, Math.abs(planted[0][channel * WINDOW + t]));
            }
            assertThat(called).isEqualTo(most > 0);
        }
    }

    @Test
    void fasterIsTheSameCycleOfTwiceTheFrequency() {
        float[] windows = new float[COUNT * 4 * WINDOW];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = (float) Math.sin(2 * Math.PI * (i % WINDOW) / WINDOW + 0.5);
        }
        float[][] planted = planted(1, List.of(OutlierKind.FASTER), windows, 7);
        int seen = 0;
        for (int cell = 0; cell < windows.length; cell++) {
            int row = cell % WINDOW;
            int start = cell - row;
            int first = 0;
            while (first < WINDOW && planted[1][start + first] == 0) {
                first++;
            }
            if (planted[1][cell] == 1 && 2 * row - first < WINDOW) {
                assertThat(planted[0][cell]).as("row %d", row).isEqualTo(windows[start + 2 * row - first]);
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(COUNT);
    }
}
