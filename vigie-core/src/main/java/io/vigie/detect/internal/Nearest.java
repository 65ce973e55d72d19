package io.vigie.detect.internal;

import java.util.Arrays;

/** The k nearest references of each of some query windows, nearest first. */
public final class Nearest {
    private final double[][] squares; // [rank][query]
    private final int[][] references;

    public Nearest(int neighbours, int queries) {
        squares = new double[neighbours][queries];
        references = new int[neighbours][queries];
    }

    public void clear() {
        for (double[] rank : squares) {
            Arrays.fill(rank, Double.POSITIVE_INFINITY);
        }
        for (int[] rank : references) {
            Arrays.fill(rank, -1);
        }
    }

    /** Takes a candidate; of equals the first offered stays ahead. */
    public void offer(int query, double square, int reference) {
        int rank = squares.length;
        while (rank > 0 && square < squares[rank - 1][query]) {
            rank--;
        }
        if (rank == squares.length) {
            return;
        }
        for (int r = squares.length - 1; r > rank; r--) {
            squares[r][query] = squares[r - 1][query];
            references[r][query] = references[r - 1][query];
        }
        squares[rank][query] = square;
        references[rank][query] = reference;
    }

    /** Neighbours found for a query: fewer than wanted where the references do not suffice. */
    public int found(int query) {
        int found = 0;
        while (found < references.length && references[found][query] >= 0) {
            found++;
        }
        return found;
    }

    /** Squared distance of the neighbour of a rank, from 0. */
    public double square(int rank, int query) {
        return squares[rank][query];
    }

    /** Squared distance that a candidate must beat; infinite while fewer than wanted were found. */
    public double farthest(int query) {
        return squares[squares.length - 1][query];
    }

    /** First row of the neighbour of a rank. */
    public int reference(int rank, int query) {
        return references[rank][query];
    }
}
