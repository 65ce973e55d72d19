package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.internal.Nearest;
import io.vigie.model.MemoryModel;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both searches against distances straight from the definition. */
class NeighbourSearchTest {
    private static final int CHANNELS = 3;
    private static final int QUERY_ROWS = 1300; // more than one block of either search

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int window : new int[] {1, 2, 7, 16}) {
            for (WindowNormalization normalize : WindowNormalization.values()) {
                for (int selected = 1; selected <= CHANNELS; selected++) {
                    cases.add(Arguments.of(window, normalize, selected, false));
                }
            }
            cases.add(Arguments.of(window, WindowNormalization.NONE, CHANNELS, true));
            cases.add(Arguments.of(window, WindowNormalization.MEAN, CHANNELS, true));
        }
        return cases.stream();
    }

    private static NeighbourSearch search(
            ReferenceRows references, WindowNormalization normalize, int selected, boolean together) {
        return together
                ? new DiagonalSearch(references, normalize == WindowNormalization.MEAN)
                : new CovarianceSearch(references, normalize, selected);
    }

    // Three stretches: a whole number of blocks, one that ends inside a block, and a single window.
    private static ReferenceRows references(double[][] y, int window) {
        TimeSeries all = WindowDetectorData.series(y);
        return ReferenceRows.of(
                List.of(all.slice(0, 4 * window), all.slice(4 * window, 150 - window), all.slice(150 - window, 150)),
                window);
    }

    private static double square(
            double[][] x, int i, double[][] y, int j, int window, WindowNormalization normalize, int selected) {
        double[] squares = BruteForce.squares(x, i, y, j, window, normalize);
        Arrays.sort(squares);
        double sum = 0;
        for (int k = 1; k <= selected; k++) {
            sum += squares[squares.length - k];
        }
        return sum;
    }

    // Nearest of each group of window references that begin one after the other, sorted.
    private static double[] nearest(
            double[][] x,
            int i,
            double[][] y,
            ReferenceRows references,
            int exclusion,
            WindowNormalization normalize,
            int selected) {
        int window = references.window();
        List<Double> found = new ArrayList<>();
        for (int s = 0; s < references.stretches(); s++) {
            for (int group = references.start(s); group <= references.end(s) - window; group += window) {
                double best = Double.POSITIVE_INFINITY;
                for (int j = group; j < group + window && j <= references.end(s) - window; j++) {
                    if (Math.abs(i - j) >= exclusion) {
                        best = Math.min(best, square(x, i, y, j, window, normalize, selected));
                    }
                }
                if (best < Double.POSITIVE_INFINITY) {
                    found.add(best);
                }
            }
        }
        return found.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double[][] query() {
        double[][] x = WindowDetectorData.values(QUERY_ROWS, CHANNELS, 11);
        for (int t = 200; t < 240; t++) {
            x[0][t] = 0.5; // flat
            x[2][t] += 8; // far out
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheNearestOccurrences(int window, WindowNormalization normalize, int selected, boolean together) {
        double[][] x = query();
        double[][] y = WindowDetectorData.values(150, CHANNELS, 7);
        ReferenceRows references = references(y, window);
        NeighbourSearch search = search(references, normalize, selected, together);
        int windows = QUERY_ROWS - window + 1;
        for (int exclusion : new int[] {0, 5}) {
            for (int from = 0; from < windows; from += search.block()) {
                int to = Math.min(windows, from + search.block());
                Nearest result = new Nearest(3, to - from);
                search.work().search(x, from, to, exclusion, result);
                for (int i = from; i < to; i += i < 260 ? 9 : 41) {
                    double[] expected = nearest(x, i, y, references, exclusion, normalize, selected);
                    assertThat(result.found(i - from)).isEqualTo(Math.min(3, expected.length));
                    for (int rank = 0; rank < result.found(i - from); rank++) {
                        double tolerance = 1e-8;
                        assertThat(result.square(rank, i - from)).isCloseTo(expected[rank], within(tolerance));
                        int j = result.reference(rank, i - from);
                        assertThat(square(x, i, y, j, window, normalize, selected))
                                .isCloseTo(expected[rank], within(2 * tolerance));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStreamFindsTheSameBits(int window, WindowNormalization normalize, int selected, boolean together) {
        double[][] x = query();
        ReferenceRows references = references(WindowDetectorData.values(150, CHANNELS, 7), window);
        NeighbourSearch search = search(references, normalize, selected, together);
        NeighbourSearch.Online stream = search.online();
        Nearest online = new Nearest(2, 1);
        int windows = QUERY_ROWS - window + 1;
        Nearest batch = new Nearest(2, search.block());
        double[] row = new double[CHANNELS];
        for (int t = 0; t < QUERY_ROWS; t++) {
            if (t == 5 || t == 600) { // before and after the first window, off every block limit
                MemoryModel state = new MemoryModel();
                stream.write(state);
                stream = search.online(state.asReader());
            }
            for (int c = 0; c < CHANNELS; c++) {
                row[c] = x[c][t];
            }
            int i = t - window + 1;
            assertThat(stream.push(row, online)).isEqualTo(i >= 0);
            if (i >= 0) {
                if (i % search.block() == 0) {
                    search.work().search(x, i, Math.min(windows, i + search.block()), 0, batch);
                }
                for (int rank = 0; rank < 2; rank++) {
                    assertThat(online.square(rank, 0)).isEqualTo(batch.square(rank, i % search.block()));
                    assertThat(online.reference(rank, 0)).isEqualTo(batch.reference(rank, i % search.block()));
                }
            }
        }
    }

    @Test
    void channelsTogetherAreSearchedByRowsUnlessEachWindowHasAScaleOfItsOwn() {
        ReferenceRows references = references(WindowDetectorData.values(150, CHANNELS, 7), 10);

        assertThat(NeighbourSearch.of(references, WindowNormalization.NONE, CHANNELS))
                .isInstanceOf(DiagonalSearch.class);
        assertThat(NeighbourSearch.of(references, WindowNormalization.MEAN, CHANNELS))
                .isInstanceOf(DiagonalSearch.class);
        assertThat(NeighbourSearch.of(references, WindowNormalization.ZSCORE, CHANNELS))
                .isInstanceOf(CovarianceSearch.class);
        assertThat(NeighbourSearch.of(references, WindowNormalization.MEAN, CHANNELS - 1))
                .isInstanceOf(CovarianceSearch.class);
    }

    // Levels that differ by channel, by stretch and within the query; a channel that never varies in one stretch.
    @Test
    void windowsLessTheirMeansDoNotSeeLevels() {
        int window = 16;
        double[][] x = query();
        double[][] y = WindowDetectorData.values(150, CHANNELS, 7);
        Arrays.fill(y[1], 0, 4 * window, 0.1);
        ReferenceRows references = references(y, window);
        double[][] raised = {x[0].clone(), x[1].clone(), x[2].clone()};
        double[][] raisedReferences = {y[0].clone(), y[1].clone(), y[2].clone()};
        for (int t = 0; t < QUERY_ROWS; t++) {
            raised[0][t] += 1e6;
            raised[2][t] -= t < 600 ? 1000 : 0;
        }
        for (int t = 0; t < 150; t++) {
            raisedReferences[1][t] += t < 4 * window ? 1e4 : -1e4;
        }
        Nearest plain = new Nearest(1, 512);
        Nearest levelled = new Nearest(1, 512);
        new DiagonalSearch(references, true).work().search(x, 0, 512, 0, plain);
        new DiagonalSearch(references(raisedReferences, window), true).work().search(raised, 0, 512, 0, levelled);

        for (int i = 0; i < 512; i++) {
            assertThat(levelled.reference(0, i)).isEqualTo(plain.reference(0, i));
            assertThat(levelled.square(0, i)).isCloseTo(plain.square(0, i), within(1e-5));
        }
    }
}
