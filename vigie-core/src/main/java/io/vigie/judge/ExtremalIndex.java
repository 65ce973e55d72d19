package io.vigie.judge;

/**
 * The extremal index of a stationary series: the reciprocal of the mean number of rows in a cluster of exceedances; 1 for
 * independent rows.
 */
final class ExtremalIndex {
    private ExtremalIndex() {}

    /**
     * The intervals estimator, which needs no run length (Ferro and Segers 2003, "Inference for clusters of extreme
     * values", Journal of the Royal Statistical Society B 65, equations 5 and 6).
     *
     * @param exceeds rows above the threshold
     * @return in (0, 1]; 1 where fewer than two rows exceed
     */
    static double of(boolean[] exceeds) {
        int last = -1;
        double gaps = 0;
        double longest = 0;
        double sum = 0;
        double squares = 0;
        double lessOne = 0;
        double products = 0;
        for (int row = 0; row < exceeds.length; row++) {
            if (!exceeds[row]) {
                continue;
            }
            if (last >= 0) {
                double gap = row - last;
                gaps++;
                longest = Math.max(longest, gap);
                sum += gap;
                squares += gap * gap;
                lessOne += gap - 1;
                products += (gap - 1) * (gap - 2);
            }
            last = row;
        }
        if (gaps == 0) {
            return 1;
        }
        double index = longest <= 2 ? 2 * sum * sum / (gaps * squares) : 2 * lessOne * lessOne / (gaps * products);
        return Math.min(1, Math.max(index, 1.0 / (gaps + 1)));
    }
}
