package io.vigie.detect.classic;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * Exponentially weighted squared distances, less the weighted mean difference of each channel, between the rows up to a
 * query row and the rows up to every reference row.
 *
 * <p>Query row t against reference row j follows from t - 1 against j - 1, so sums are kept by diagonal, {@code (j - t) mod
 * rows}: they never move, and a query row costs a pass over them. Diagonals know nothing of each other, so ranges of them can
 * be worked on apart with the same bits.
 */
final class FadingSearch {
    private final ReferenceRows references;
    private final int rows;
    private final int channels;
    private final double keep; // what is left of a weight a row later
    private final double[][] twice; // [channel][row], two copies one after the other
    private final double[] hindrance; // likewise: infinite where a reference row has too little before it

    FadingSearch(ReferenceRows references, int halfLife) {
        this.references = references;
        this.rows = references.rows();
        this.channels = references.channels();
        this.keep = Math.exp(-Math.log(2) / halfLife);
        this.twice = new double[channels][];
        for (int c = 0; c < channels; c++) {
            twice[c] = twice(references.channel(c));
        }
        double[] once = new double[rows];
        for (int stretch = 0; stretch < references.stretches(); stretch++) {
            int start = references.start(stretch);
            Arrays.fill(once, start, start + references.window() - 1, Double.POSITIVE_INFINITY);
        }
        this.hindrance = twice(once);
    }

    private static double[] twice(double[] values) {
        double[] twice = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, twice, values.length, values.length);
        return twice;
    }

    /** Diagonals, as many as there are reference rows. */
    int diagonals() {
        return rows;
    }

    double keep() {
        return keep;
    }

    Diagonals begin(int from, int to) {
        return new Diagonals(from, to);
    }

    Diagonals goOn(int from, int to, ModelReader state) {
        Diagonals diagonals = new Diagonals(from, to);
        diagonals.read(state);
        return diagonals;
    }

    /** The sums of a range of diagonals after some query rows. Not thread-safe. */
    final class Diagonals {
        private final int from;
        private final int length;
        private final double[] squares;
        private final double[] weights;
        private final double[][] sums;
        private final double[] rowSquares;
        private final double[] sumSquares;
        private long pushed;
        private double best;
        private int bestReference;

        private Diagonals(int from, int to) {
            this.from = from;
            this.length = to - from;
            this.squares = new double[length];
            this.weights = new double[length];
            this.sums = new double[channels][length];
            this.rowSquares = new double[length];
            this.sumSquares = new double[length];
        }

        /**
         * Takes a query row.
         *
         * @param exclusion references nearer than this to {@code self} are passed over; 0 for none
         */
        void push(double[] row, int self, int exclusion) {
            int base = (int) (pushed % rows);
            pushed++;
            forgetAtStarts(base);
            int offset = base + from;
            Arrays.fill(rowSquares, 0);
            Arrays.fill(sumSquares, 0);
            for (int c = 0; c < channels; c++) {
                add(row[c], twice[c], offset, sums[c], rowSquares, sumSquares, length, keep);
            }
            finish(squares, weights, rowSquares, sumSquares, length, keep);
            best = Double.POSITIVE_INFINITY;
            bestReference = -1;
            for (int i = 0; i < length; i++) {
                double square = rowSquares[i] + hindrance[offset + i];
                if (square < best) {
                    int reference = (offset + i) % rows;
                    if (exclusion == 0 || Math.abs(reference - self) >= exclusion) {
                        best = square;
                        bestReference = reference;
                    }
                }
            }
        }

        private void forgetAtStarts(int base) {
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int diagonal = Math.floorMod(references.start(stretch) - base, rows) - from;
                if (diagonal >= 0 && diagonal < length) {
                    squares[diagonal] = 0;
                    weights[diagonal] = 0;
                    for (double[] sum : sums) {
                        sum[diagonal] = 0;
                    }
                }
            }
        }

        /** Least squared distance of the last row; infinite if there was no candidate. */
        double best() {
            return Math.max(0, best);
        }

        /** The reference row it belongs to, -1 if there was none. */
        int bestReference() {
            return bestReference;
        }

        void write(ModelWriter out) {
            out.integer("pushed", pushed);
            out.tensor("squares", squares, length);
            out.tensor("weights", weights, length);
            for (int c = 0; c < channels; c++) {
                out.tensor("sums-" + c, sums[c], length);
            }
        }

        private void read(ModelReader in) {
            pushed = in.integer("pushed");
            System.arraycopy(in.doubles("squares", length), 0, squares, 0, length);
            System.arraycopy(in.doubles("weights", length), 0, weights, 0, length);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(in.doubles("sums-" + c, length), 0, sums[c], 0, length);
            }
        }
    }

    // Static and small, so that the compiler makes vector instructions of their loops.
    private static void add(
            double x,
            double[] reference,
            int offset,
            double[] sum,
            double[] rowSquares,
            double[] sumSquares,
            int length,
            double keep) {
        for (int i = 0; i < length; i++) {
            double e = x - reference[offset + i];
            double s = keep * sum[i] + e;
            sum[i] = s;
            rowSquares[i] += e * e;
            sumSquares[i] += s * s;
        }
    }

    // Leaves the weighted variances in rowSquares.
    private static void finish(
            double[] squares, double[] weights, double[] rowSquares, double[] sumSquares, int length, double keep) {
        for (int i = 0; i < length; i++) {
            double weight = keep * weights[i] + 1;
            double square = keep * squares[i] + rowSquares[i];
            weights[i] = weight;
            squares[i] = square;
            rowSquares[i] = (square - sumSquares[i] / weight) / weight;
        }
    }
}
