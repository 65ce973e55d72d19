package io.vigie.bench.run;

import io.vigie.detect.Scores;
import java.util.function.Supplier;

/**
 * What a detector said of a series. Rows without a score (warm-up) have the least score of all others, so that every
 * value is finite; a series that is all warm-up has zeros.
 */
public final class RunScores {
    private final double[] scored;
    private final Supplier<Scores> calibration;

    /**
     * Scores of a series.
     *
     * @param scored scores of the scored part
     * @param calibration gives the scores of the calibration part when a protocol asks for them
     */
    public RunScores(Scores scored, Supplier<Scores> calibration) {
        this.scored = finite(scored);
        this.calibration = calibration;
    }

    /** Copy of the scores of the scored part. */
    public double[] scored() {
        return scored.clone();
    }

    /**
     * Scores of the calibration part less those of the warm-up, made now; their time is not counted. For protocols that set
     * a threshold there.
     */
    public double[] calibration() {
        return calibration.get().settledTotals();
    }

    private static double[] finite(Scores scores) {
        double[] values = scores.totals();
        double least = Double.POSITIVE_INFINITY;
        for (int row = scores.warmUp(); row < values.length; row++) {
            least = Math.min(least, values[row]);
        }
        for (int row = 0; row < scores.warmUp(); row++) {
            values[row] = scores.warmUp() == values.length ? 0 : least;
        }
        return values;
    }
}
