package io.vigie.judge;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * Subtracts from scores what their trailing median lies above normal, row by row; see {@link Adaptation}. Not thread-safe.
 * O(log rows) comparisons and one block move a push; memory 4 x {@link Adaptation#rows()} numbers.
 */
public final class ScoreLevel {
    private static final double GOLDEN = 0.6180339887498949;

    private final double normal;
    private final double[] ring;
    private final double[] sorted;
    private int oldest;

    private ScoreLevel(double normal, double[] ring, int oldest) {
        this.normal = normal;
        this.ring = ring;
        this.sorted = ring.clone();
        this.oldest = oldest;
        Arrays.sort(sorted);
    }

    /** Starts on a window full of normal scores. */
    static ScoreLevel of(Survival calibration, Adaptation adaptation) {
        int window = 2 * adaptation.rows();
        double[] ring = new double[window];
        int stride = coprime(window);
        for (int i = 0; i < window; i++) {
            int place = (int) ((long) i * stride % window);
            ring[i] = calibration.quantile((place + 0.5) / window);
        }
        return new ScoreLevel(calibration.quantile(0.5), ring, 0);
    }

    /** A step that visits every place once and leaves no stretch of places for long: about the golden section. */
    private static int coprime(int window) {
        int stride = Math.max(1, (int) (window * GOLDEN));
        while (greatestCommonDivisor(stride, window) != 1) {
            stride++;
        }
        return stride;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /** The score relative to the level of the rows before it; NaN for NaN, which leaves the level alone. */
    public double push(double score) {
        if (Double.isNaN(score) || ring.length == 0) {
            return score;
        }
        double relative = score - above();
        replace(ring[oldest], score);
        ring[oldest] = score;
        oldest = (oldest + 1) % ring.length;
        return relative;
    }

    /** How far the level lies above normal; 0 where it does not. */
    public double above() {
        return ring.length == 0 ? 0 : Math.max(0, sorted[(sorted.length - 1) / 2] - normal);
    }

    private void replace(double out, double in) {
        int from = Arrays.binarySearch(sorted, out);
        int found = Arrays.binarySearch(sorted, in);
        int to = found < 0 ? -found - 1 : found;
        if (to > from) {
            System.arraycopy(sorted, from + 1, sorted, from, to - 1 - from);
            sorted[to - 1] = in;
        } else {
            System.arraycopy(sorted, to, sorted, to + 1, from - to);
            sorted[to] = in;
        }
    }

    /** Writes the state. */
    public void write(ModelWriter out) {
        out.tensor("recent", ring.clone(), ring.length);
        out.integer("oldest", oldest);
    }

    static ScoreLevel read(Survival calibration, Adaptation adaptation, ModelReader in) {
        int window = 2 * adaptation.rows();
        double[] ring = in.doubles("recent", window);
        int oldest = in.integer("oldest", 0, Math.max(0, window - 1));
        for (double score : ring) {
            if (!Double.isFinite(score)) {
                throw new ModelFormatException(
                        "the score level holds " + score + "; it is damaged, start a fresh stream");
            }
        }
        return new ScoreLevel(calibration.quantile(0.5), ring, oldest);
    }
}
