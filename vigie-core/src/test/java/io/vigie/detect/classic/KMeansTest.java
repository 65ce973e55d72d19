package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.Expectation;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KMeansTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);

    private static KMeans kmeans(int clusters, int window, WindowNormalization normalize, int stride, int starts) {
        return new KMeans(
                clusters, window, normalize, stride, starts, 300, 0, WindowAggregation.LAST, Alignment.CAUSAL);
    }

    private static TrainingSet train(int rows) {
        return TrainingSet.of(WindowDetectorData.series(rows, 3, 7));
    }

    // Least inertia of 50 starts of scikit-learn 1.2.1 (KMeans(n_init=50, max_iter=1000, tol=1e-10)) on the 389
    // windows; with
    // four clusters and more both stop at local optima, some better than others.
    @ParameterizedTest
    @CsvSource({"1, 7115.148821911365", "2, 5956.218536535451", "4, 4788.521624801776", "6, 4143.702400711076"})
    void findsTheInertiaOfScikitLearn(int clusters, double inertia) {
        FittedKMeans fitted =
                kmeans(clusters, 12, WindowNormalization.NONE, 1, 40).fit(train(400), CONTEXT);

        assertThat(fitted.clusters()).isEqualTo(clusters);
        assertThat(fitted.inertia()).isCloseTo(inertia, within((clusters < 4 ? 1e-5 : 4e-3) * inertia));
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void aWindowScoresItsDistanceToTheNearestCentroid(WindowNormalization normalize) {
        int window = 12;
        FittedKMeans fitted = kmeans(5, window, normalize, 1, 1).fit(train(400), CONTEXT);
        MemoryModel model = new MemoryModel();
        fitted.write(model);
        float[] centroids = model.asReader().floats("centroids", 5, 3, window);
        double[][] x = WindowDetectorData.values(700, 3, 99);
        Scores scores = fitted.score(WindowDetectorData.series(x), CONTEXT);

        for (int i = 0; i + window <= 700; i++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 5; k++) {
                double square = 0;
                for (int c = 0; c < 3; c++) {
                    double[] w = BruteForce.normalized(x[c], i, window, normalize);
                    for (int o = 0; o < window; o++) {
                        double d = w[o] - centroids[(k * 3 + c) * window + o];
                        square += d * d;
                    }
                }
                nearest = Math.min(nearest, square);
            }
            assertThat(scores.total(i + window - 1)).isCloseTo(Math.sqrt(nearest), within(1e-5));
        }
    }

    // With the squared distance to the nearest centroid summed over the train windows.
    @ParameterizedTest
    @CsvSource({"1", "3", "7"})
    void learnsFromEveryStrideThWindow(int stride) {
        int window = 12;
        FittedKMeans fitted =
                kmeans(4, window, WindowNormalization.NONE, stride, 1).fit(train(300), CONTEXT);
        Scores scores = fitted.score(WindowDetectorData.series(300, 3, 7), CONTEXT);
        double inertia = 0;
        for (int i = 0; i + window <= 300; i += stride) {
            inertia += scores.total(i + window - 1) * scores.total(i + window - 1);
        }

        assertThat(fitted.inertia()).isCloseTo(inertia, within(1e-5 * inertia));
    }

    @Test
    void aToleranceEndsTheIterationsButDoesNotPreventThem() {
        double seeding = inertia(0, 0);
        double first = inertia(1, 0);
        double converged = inertia(300, 0);
        double tolerant = inertia(300, 1e-4);

        assertThat(first).isLessThan(0.95 * seeding);
        assertThat(tolerant).isBetween(converged, 1.01 * converged).isLessThan(first);
        assertThat(inertia(300, 0.99)).isEqualTo(first);
    }

    private static double inertia(int maxIterations, double tolerance) {
        List<WindowSource> sources =
                List.of(WindowSource.of(WindowDetectorData.series(2000, 3, 7), 12, 1, WindowNormalization.NONE));
        return LloydIterations.run(sources, 12, 8, maxIterations, tolerance, CONTEXT.random("kmeans-0"), CONTEXT)
                .inertia();
    }

    @Test
    void convergedCentroidsAreTheMeansOfTheirWindows() {
        int window = 12;
        FittedKMeans fitted = kmeans(3, window, WindowNormalization.NONE, 1, 1).fit(train(300), CONTEXT);
        MemoryModel model = new MemoryModel();
        fitted.write(model);
        float[] centroids = model.asReader().floats("centroids", 3, 3, window);
        double[][] x = WindowDetectorData.values(300, 3, 7);
        double[] sums = new double[centroids.length];
        int[] members = new int[3];
        for (int i = 0; i + window <= 300; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 3; k++) {
                double square = 0;
                for (int j = 0; j < 3 * window; j++) {
                    double d = x[j / window][i + j % window] - centroids[k * 3 * window + j];
                    square += d * d;
                }
                if (square < least) {
                    least = square;
                    nearest = k;
                }
            }
            members[nearest]++;
            for (int j = 0; j < 3 * window; j++) {
                sums[nearest * 3 * window + j] += x[j / window][i + j % window];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertThat(centroids[i]).isCloseTo((float) (sums[i] / members[i / (3 * window)]), within(1e-5f));
        }
    }

    @Test
    void hasAsManyClustersAsDistinctWindowsAtMost() {
        double[][] square = new double[1][200];
        for (int t = 0; t < 200; t++) {
            square[0][t] = t % 4 < 2 ? 1 : -1;
        }
        TrainingSet train = TrainingSet.of(WindowDetectorData.series(square));

        assertThat(kmeans(20, 8, WindowNormalization.NONE, 1, 1)
                        .fit(train, CONTEXT)
                        .clusters())
                .isEqualTo(4);
        assertThat(kmeans(20, 197, WindowNormalization.NONE, 1, 1)
                        .fit(train, CONTEXT)
                        .clusters())
                .isEqualTo(4);
        assertThat(kmeans(20, 200, WindowNormalization.NONE, 1, 1)
                        .fit(train, CONTEXT)
                        .clusters())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void threadsChangeNothingAndSeedsDo(WindowNormalization normalize) {
        KMeans detector = kmeans(6, 12, normalize, 1, 1);
        TrainingSet train = train(2000);
        TimeSeries test = WindowDetectorData.series(1500, 3, 5);
        RunContext one = RunContext.defaults().withThreads(1);
        double[] single = detector.fit(train, one).score(test, one).settledTotals();
        RunContext three = RunContext.defaults().withThreads(3);

        assertThat(detector.fit(train, three).score(test, three).settledTotals())
                .isEqualTo(single);
        assertThat(detector.fit(train, one.withSeed(5)).score(test, one).settledTotals())
                .isNotEqualTo(single);
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void anOnlineScorerSaysTheSameBits(WindowNormalization normalize) {
        FittedKMeans fitted = kmeans(6, 12, normalize, 1, 1).fit(train(400), CONTEXT);
        TimeSeries test = WindowDetectorData.series(900, 3, 5);
        Scores scores = fitted.score(test, CONTEXT);
        OnlineScorer online = fitted.online();
        for (int t = 0; t < 900; t++) {
            assertThat(Double.doubleToLongBits(online.push(test.row(t))))
                    .isEqualTo(Double.doubleToLongBits(scores.total(t)));
            for (int c = 0; c < 3; c++) {
                assertThat(online.contributions()[c]).isEqualTo(scores.contribution(c, t));
            }
        }
    }

    @Test
    void expectsWhatTheTrainPartHad() {
        double[][] x = WindowDetectorData.values(600, 3, 7);
        for (int t = 300; t < 320; t++) {
            x[1][t] += 6;
        }
        KMeans detector = kmeans(30, 24, WindowNormalization.NONE, 1, 1);
        FittedKMeans fitted = detector.fit(train(600), CONTEXT);
        Expectation expectation = fitted.expectation(WindowDetectorData.series(x), new Interval(300, 320))
                .orElseThrow();
        double[][] normal = WindowDetectorData.values(600, 3, 7);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 20; i++) {
                assertThat(expectation.expected()[c][i]).isCloseTo(normal[c][300 + i], within(1.5));
                assertThat(expectation.spread()[c][i]).isBetween(0.02, 1.0);
            }
        }
        assertThat(fitted.expectation(WindowDetectorData.series(x).slice(0, 10), new Interval(0, 5)))
                .isEmpty();
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> new KMeans(0, 10))
                .isInstanceOf(OptionException.class)
                .hasMessage("clusters is 0; use at least 1");
        assertThatThrownBy(() -> new KMeans(3, 500).fit(train(400), CONTEXT))
                .isInstanceOf(BadInputException.class)
                .hasMessage("window 500 exceeds the 400 rows of 'waves'; use at most 400");
    }
}
