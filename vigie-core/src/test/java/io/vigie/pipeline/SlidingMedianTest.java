package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlidingMedianTest {
    @Test
    void agreesWithSortingTheWindow() {
        SplittableRandom random = new SplittableRandom(3);
        for (int window : new int[] {1, 2, 7, 30}) {
            SlidingMedian sliding = new SlidingMedian(window);
            double[] values = new double[300];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? random.nextGaussian() : random.nextInt(4);
                sliding.push(values[i]);
                double[] last = Arrays.copyOfRange(values, Math.max(0, i + 1 - window), i + 1);
                Arrays.sort(last);
                double median = last[(last.length - 1) / 2];
                assertThat(sliding.size()).isEqualTo(last.length);
                assertThat(sliding.median()).isEqualTo(median);
                double[] deviations = Arrays.stream(last)
                        .map(value -> Math.abs(value - median))
                        .toArray();
                Arrays.sort(deviations);
                assertThat(sliding.medianAbsoluteDeviation()).isEqualTo(deviations[(deviations.length - 1) / 2]);
            }
        }
    }
}
