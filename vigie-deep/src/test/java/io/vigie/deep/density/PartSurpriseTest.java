package io.vigie.deep.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Five independent parts of exponential law. */
class PartSurpriseTest {
    private static final int PARTS = 5;

    private final RandomGenerator random = RunContext.defaults().random("part-surprise");
    private final PartSurprise surprise = learned(1, 1, 1, 1, 1);

    private PartSurprise learned(double... weights) {
        double[][] seen = drawn(2000);
        return PartSurprise.of(seen, weights, sums(seen), 0);
    }

    private static double[] sums(double[][] parts) {
        double[] sums = new double[parts[0].length];
        for (double[] part : parts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        return sums;
    }

    @Test
    void severalALittleOutAreWorthMoreThanOneFarOut() {
        float[] none = new float[0];
        double usual = surprise.of(new double[] {1, 1, 1, 1, 1}, 5, none);
        double several = surprise.of(new double[] {9, 9, 9, 9, 9}, 45, none);
        double one = surprise.of(new double[] {100, 1, 1, 1, 1}, 104, none);

        assertThat(usual).isLessThan(1.5);
        assertThat(several).isGreaterThan(one);
        assertThat(one).isGreaterThan(4);
        assertThat(surprise.of(new double[] {200, 1, 1, 1, 1}, 204, none)).isGreaterThan(one);
    }

    @Test
    void exceedsALevelAsRarelyAsItSays() {
        double[][] fresh = drawn(20_000);
        double[] whole = sums(fresh);
        double level = -Math.log(0.05);
        int exceeding = 0;
        for (int i = 0; i < fresh[0].length; i++) {
            double[] figures = new double[PARTS];
            for (int p = 0; p < PARTS; p++) {
                figures[p] = fresh[p][i];
            }
            exceeding += surprise.of(figures, whole[i], new float[0]) > level ? 1 : 0;
        }

        assertThat(exceeding / 20_000.0).isCloseTo(0.05, within(0.02)); // 4 standard errors of the 2,000 seen
    }

    @Test
    void sharesAddUpAndGoToWhatIsOut() {
        float[] shares = new float[PARTS];
        double whole = surprise.of(new double[] {1, 1, 12, 1, 1}, 16, shares);

        double sum = 0;
        for (float share : shares) {
            sum += share;
        }
        assertThat(sum).isCloseTo(whole, within(1e-5));
        assertThat((double) shares[2]).isGreaterThan(0.5 * whole);
    }

    @Test
    void manyOfLittleWeightDoNotDrownOne() {
        PartSurprise weighted = learned(1, 0.25, 0.25, 0.25, 0.25);
        double[] first = {9, 1, 1, 1, 1};
        double[] last = {1, 1, 1, 1, 9};

        assertThat(weighted.of(first, 13, new float[0])).isGreaterThan(weighted.of(last, 13, new float[0]) + 1);
    }

    @Test
    void theWholeSpeaksWhereNoPartDoes() {
        double[] usual = {1, 1, 1, 1, 1};

        assertThat(surprise.of(usual, 60, new float[0])).isGreaterThan(surprise.of(usual, 5, new float[0]) + 2);
    }

    @Test
    void withoutPartsTheWholeIsLeft() {
        PartSurprise alone = PartSurprise.of(new double[0][], new double[0], sums(drawn(2000)), 0);

        assertThat(alone.of(new double[0], 30, new float[0]))
                .isGreaterThan(alone.of(new double[0], 5, new float[0]) + 4);
    }

    private double[][] drawn(int count) {
        double[][] values = new double[PARTS][count];
        for (double[] part : values) {
            for (int i = 0; i < count; i++) {
                part[i] = -Math.log(1 - random.nextDouble());
            }
        }
        return values;
    }
}
