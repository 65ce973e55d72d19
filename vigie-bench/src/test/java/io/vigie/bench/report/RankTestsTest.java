package io.vigie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Reference values: scipy 1.10.1 unless said otherwise. */
class RankTestsTest {
    private static final double[][] FOUR_METHODS = {
        {0.5, 0.8, 0.7, 0.3, 0.2, 0.6, 0.8, 0.6, 0.3, 0.3, 0.6, 0.8, 0.5, 0.2, 0.3},
        {0.8, 0.8, 0.5, 0.3, 0.5, 0.9, 0.8, 0.4, 0.3, 0.6, 0.9, 0.7, 0.4, 0.3, 0.7},
        {1.0, 0.7, 0.4, 0.5, 0.9, 1.0, 0.6, 0.4, 0.6, 0.9, 0.9, 0.6, 0.4, 0.7, 1.0},
        {0.9, 0.6, 0.6, 0.9, 1.1, 0.9, 0.5, 0.6, 1.0, 1.1, 0.8, 0.5, 0.6, 1.0, 1.1}
    };

    private static double[] wave(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = 0.3 * Math.sin(1.7 * i) + 0.05;
        }
        return values;
    }

    @Test
    void equalValuesShareTheirRank() {
        assertThat(RankTests.ranks(new double[] {3, 1, 3, 2, 3})).containsExactly(4, 1, 4, 2, 4);
    }

    /** {@code wilcoxon(x, mode="exact")}. */
    @Test
    void fewDifferencesAreTestedExactly() {
        assertThat(RankTests.wilcoxon(wave(12))).isCloseTo(0.423828125, within(1e-12));
        assertThat(RankTests.wilcoxon(wave(30))).isCloseTo(0.22855282202363014, within(1e-12));
    }

    /** {@code wilcoxon(x, mode="approx", correction=False)}. */
    @Test
    void manyDifferencesAreTestedByTheNormalApproximation() {
        assertThat(RankTests.wilcoxon(wave(60))).isCloseTo(0.06253467905389178, within(1e-12));
    }

    /** {@code wilcoxon(x, mode="approx", zero_method="wilcox", correction=False)}; 20 of the 25 are not 0. */
    @Test
    void zerosAreDroppedAndTiesCorrected() {
        double[] differences = {
            0, 0.3, 0, -0.2, 0.2, 0.3, -0.2, -0.1, 0.3, 0.2, -0.2, 0, 0.3, 0, -0.2, 0.2, 0.3, -0.1, -0.2, 0.3, 0.2,
            -0.2, 0, 0.3, 0.1
        };
        assertThat(RankTests.wilcoxon(differences)).isCloseTo(0.05686720218318904, within(1e-12));
    }

    @Test
    void nothingButZerosIsNoDifference() {
        assertThat(RankTests.wilcoxon(new double[5])).isEqualTo(1);
        assertThat(RankTests.wilcoxon(new double[0])).isEqualTo(1);
    }

    @Test
    void theSignDoesNotMatter() {
        double[] mirrored = wave(41);
        double p = RankTests.wilcoxon(mirrored);
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = -mirrored[i];
        }
        assertThat(RankTests.wilcoxon(mirrored)).isCloseTo(p, within(1e-15));
    }

    /** {@code friedmanchisquare(*v)}, with ties; average ranks by {@code rankdata(-column)}. */
    @Test
    void friedmanCorrectsForTies() {
        RankTests.Friedman friedman = RankTests.friedman(FOUR_METHODS);
        assertThat(friedman.statistic()).isCloseTo(4.617021276595748, within(1e-10));
        assertThat(friedman.pValue()).isCloseTo(0.20208676401014122, within(1e-10));
        double[] ranks = RankTests.averageRanks(FOUR_METHODS);
        double[] expected = {2.9, 2.73333333333, 2.36666666667, 2.0};
        for (int m = 0; m < ranks.length; m++) {
            assertThat(ranks[m]).isCloseTo(expected[m], within(1e-10));
        }
    }

    @Test
    void methodsThatAlwaysTieAreAlike() {
        assertThat(RankTests.friedman(new double[][] {{1, 2}, {1, 2}}).pValue()).isEqualTo(1);
    }

    /** Holm (1979): 5 x .005, 4 x .01, 3 x .03, 2 x .04 raised to the one before, 1 x .2. */
    @Test
    void holmStepsDown() {
        double[] corrected = RankTests.holm(new double[] {0.01, 0.04, 0.03, 0.005, 0.2});
        double[] expected = {0.04, 0.09, 0.09, 0.025, 0.2};
        for (int i = 0; i < expected.length; i++) {
            assertThat(corrected[i]).isCloseTo(expected[i], within(1e-12));
        }
    }
}
