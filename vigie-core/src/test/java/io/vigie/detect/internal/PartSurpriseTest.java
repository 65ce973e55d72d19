package io.vigie.detect.internal;

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
        return PartSurprise.of(drawn(2000), weights, new double[PARTS]);
    }

    @Test
    void severalALittleOutAreWorthMoreThanOneFarOut() {
        float[] none = new float[0];
        double usual = surprise.of(new double[] {1, 1, 1, 1, 1}, none);
        double several = surprise.of(new double[] {9, 9, 9, 9, 9}, none);
        double one = surprise.of(new double[] {100, 1, 1, 1, 1}, none);

        assertThat(usual).isLessThan(1.5);
        assertThat(several).isGreaterThan(one);
        assertThat(one).isGreaterThan(4);
        assertThat(surprise.of(new double[] {200, 1, 1, 1, 1}, none)).isGreaterThan(one);
    }

    @Test
    void exceedsALevelAsRarelyAsItSays() {
        double[][] fresh = drawn(20_000);
        double level = -Math.log(0.05);
        int exceeding = 0;
        for (int i = 0; i < fresh[0].length; i++) {
            double[] figures = new double[PARTS];
            for (int p = 0; p < PARTS; p++) {
                figures[p] = fresh[p][i];
            }
            exceeding += surprise.of(figures, new float[0]) > level ? 1 : 0;
        }

        assertThat(exceeding / 20_000.0).isCloseTo(0.05, within(0.02)); // 4 standard errors of the 2,000 seen
    }

    @Test
    void sharesAddUpAndGoToWhatIsOut() {
        float[] shares = new float[PARTS];
        double whole = surprise.of(new double[] {1, 1, 12, 1, 1}, shares);

        double sum = 0;
        for (float share : shares) {
            sum += share;
        }
        assertThat(sum).isCloseTo(whole, within(1e-5));
        assertThat((double) shares[2]).isGreaterThan(0.5 * whole);
    }

    @Test
    void sharesGoToWhatIsBlamed() {
        float[] shares = new float[PARTS];
        double[] figures = {1, 12, 12, 1, 1};
        double whole = surprise.of(figures, new double[] {1, 1, 12, 1, 1}, shares);

        assertThat(whole).isEqualTo(surprise.of(figures, new float[0]));
        assertThat((double) shares[2]).isGreaterThan(0.5 * whole);
        assertThat((double) shares[1]).isLessThan(0.25 * whole);
    }

    @Test
    void partsOfLittleWeightSayLittle() {
        PartSurprise weighted = learned(1, 0.25, 0.25, 0.25, 0.25);
        double whole = weighted.of(new double[] {9, 1, 1, 1, 1}, new float[0]);
        float[] shares = new float[PARTS];

        assertThat(whole).isGreaterThan(weighted.of(new double[] {1, 1, 1, 1, 9}, shares) + 1);
        assertThat(shares[4]).isGreaterThan(shares[3]);
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
