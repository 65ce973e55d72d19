package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreOrderTest {
    @Test
    void ordersLikeAStableComparisonSort() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 200; trial++) {
            double[] scores = new double[random.nextInt(0, 300)];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = switch (random.nextInt(5)) {
                    case 0 -> random.nextInt(-3, 4);
                    case 1 -> Double.longBitsToDouble(random.nextLong());
                    case 2 -> random.nextBoolean() ? 0.0 : -0.0;
                    case 3 -> random.nextBoolean() ? Double.MIN_VALUE : -Double.MAX_VALUE;
                    default -> random.nextDouble();
                };
                scores[i] = Double.isFinite(scores[i]) ? scores[i] : i;
            }
            int[] expected = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer row) -> -(scores[row] + 0.0) + 0.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(ScoreOrder.descending(scores)).isEqualTo(expected);
        }
    }
}
