package io.vigie.bench.run;

import io.vigie.detect.Scores;
import io.vigie.explain.Blame;
import java.util.function.Supplier;

/**
 * What a detector said of a series. Rows without a score (warm-up) have the least score of all others, so that every
 * value is finite; a series that is all warm-up has zeros.
 */
public final class RunScores {
    private final Scores all;
    private final double[] scored;
    private final Supplier<Scores> calibration;
    private final Supplier<Blame> blame;

    /**
     * Scores of a series.
     *
     * @param scored scores of the scored part
     * @param calibration gives the scores of the calibration part when a protocol asks for them
     * @param blame gives what the channels of the scored part are blamed for when a protocol asks for it
     */
    public RunScores(Scores scored, Supplier<Scores> calibration, Supplier<Blame> blame) {
        this.all = scored;
        this.scored = finite(scored);
        this.calibration = calibration;
        this.blame = blame;
    }

    /** Scores of a series for protocols that do not ask which channels are to blame. */
    public RunScores(Scores scored, Supplier<Scores> calibration) {
        this(scored, calibration, () -> {
            throw new IllegalStateException("nobody is blamed here");
        });
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

    /**
     * Contributions of the channels [channel][row] to the scores of the scored part, 0 in the warm-up; without channels where
     * the detector has none.
     */
    public double[][] contributions() {
        double[][] contributions = new double[all.channelCount()][all.length()];
        for (int c = 0; c < contributions.length; c++) {
            for (int row = all.warmUp(); row < all.length(); row++) {
                contributions[c][row] = all.contribution(c, row);
            }
        }
        return contributions;
    }

    /**
     * What the channels of the scored part are blamed for, worked out now. The normal level of contributions is that of the
     * calibration part, which the detector has mostly learned from; a pipeline cross-fits it.
     */
    public Blame blame() {
        return blame.get();
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
