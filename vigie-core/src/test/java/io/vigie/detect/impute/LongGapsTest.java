package io.vigie.detect.impute;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaps of several windows of 64 rows, filled by the default method from a train part of 3000 other rows. */
class LongGapsTest {
    private static final int ROWS = 1000;
    private static final int DRAWS = 40;

    private static TimeSeries series(double[]... channels) {
        List<Channel> names = new ArrayList<>();
        for (int c = 0; c < channels.length; c++) {
            names.add(Channel.of("c" + c));
        }
        return TimeSeries.of("made", TimeAxis.rows(channels[0].length), names, channels);
    }

    /** A sine of 37.3 rows with noise of a tenth. */
    private static double[] wave(int seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = Math.sin(2 * Math.PI * row / 37.3) + 0.1 * random.nextGaussian();
        }
        return values;
    }

    /** Autoregressive, of deviation 1: after 100 rows a third of a value is left. */
    private static double[] wander(int seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[rows];
        values[0] = random.nextGaussian();
        for (int row = 1; row < rows; row++) {
            values[row] = 0.99 * values[row - 1] + Math.sqrt(1 - 0.99 * 0.99) * random.nextGaussian();
        }
        return values;
    }

    private static Imputation told(TimeSeries train, TimeSeries series, Interval gap) {
        RunContext context = RunContext.defaults();
        boolean[][] hidden = new boolean[series.channelCount()][series.length()];
        Arrays.fill(hidden[0], gap.from(), gap.to(), true);
        try (FittedImputer knn = ImputationMethods.parse("knn").fit(TrainingSet.of(train), context)) {
            return knn.impute(series, hidden, DRAWS, context);
        }
    }

    private static double width(Imputation told, Interval rows) {
        double sum = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            sum += told.quantile(0, row, 0.975) - told.quantile(0, row, 0.025);
        }
        return sum / rows.length();
    }

    private static double covered(Imputation told, Interval rows) {
        int inside = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            double truth = told.series().value(0, row);
            inside += told.quantile(0, row, 0.025) <= truth && truth <= told.quantile(0, row, 0.975) ? 1 : 0;
        }
        return (double) inside / rows.length();
    }

    /** Root of the mean square over the draws of what a row differs from the one before. */
    private static double step(Imputation told, int row) {
        double squares = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            squares += Math.pow(told.value(draw, 0, row) - told.value(draw, 0, row - 1), 2);
        }
        return Math.sqrt(squares / DRAWS);
    }

    @ParameterizedTest
    @CsvSource({"0,300", "3,300", "700,1000", "350,650", "10,990"})
    void aRhythmGoesOnWhereverTheGapIs(int from, int to) {
        Interval gap = new Interval(from, to);
        Imputation told = told(series(wave(1, 3000)), series(wave(2, ROWS)), gap);

        double error = 0;
        for (int row = from; row < to; row++) {
            error += Math.abs(told.quantile(0, row, 0.5) - told.series().value(0, row)) / gap.length();
        }
        assertThat(error).isLessThan(0.12); // noise alone is 0.08
        assertThat(covered(told, gap)).isGreaterThan(0.85);
        // no seam, at the ends of the gap or within it; the steepest step of the sine with its noise is 0.22
        for (int row = Math.max(1, from); row < Math.min(ROWS, to + 1); row++) {
            assertThat(step(told, row)).as("row %d", row).isLessThan(0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,300,250,0", "700,1000,700,950", "300,700,300,475", "300,700,650,475"})
    void bandsWidenWithTheDistanceFromWhatIsSeen(int from, int to, int near, int far) {
        TimeSeries series = series(wander(6, ROWS));
        Imputation told = told(series(wander(5, 3000)), series, new Interval(from, to));
        double narrow = width(told, new Interval(near, near + 50));
        double wide = width(told, new Interval(far, far + 50));
        assertThat(wide).isGreaterThan(1.5 * narrow).isGreaterThan(2);
    }

    @Test
    void whereNothingIsSeenEverythingIsPossible() {
        Interval all = new Interval(0, ROWS);
        Imputation waves = told(series(wave(1, 3000)), series(wave(2, ROWS)), all);
        assertThat(covered(waves, all)).isGreaterThan(0.9);
        Imputation wanders = told(series(wander(5, 3000)), series(wander(6, ROWS)), all);
        assertThat(covered(wanders, all)).isGreaterThan(0.9);
    }

    /** A second channel that never changes is seen throughout and tells nothing. */
    @Test
    void ofWindowsThatAreAllAlikeThoseThatLieApartAreTaken() {
        Interval all = new Interval(0, ROWS);
        TimeSeries train = series(wander(5, 3000), new double[3000]);
        Imputation told = told(train, series(wander(6, ROWS), new double[ROWS]), all);
        assertThat(width(told, all)).isGreaterThan(2);
        assertThat(covered(told, all))
                .isGreaterThan(0.75); // ten windows: what all of them have about it is nine elevenths
    }
}
