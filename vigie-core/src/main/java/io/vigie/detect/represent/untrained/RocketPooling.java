package io.vigie.detect.represent.untrained;

/** What the products of a kernel along a window are summed up to. */
enum RocketPooling {
    /** Share of products above the bias (MiniRocket). */
    SHARE,
    /**
     * That, the mean excess of those products over the bias, their mean place and the longest stretch of them as shares of all
     * places (MultiRocket, Tan et al., DMKD 2022, equations 2 to 5); the mean place is -1 where there is none.
     */
    ALL;

    /** Features of one bias. */
    int features() {
        return this == SHARE ? 1 : 4;
    }

    /**
     * Sums up products.
     *
     * @param products of all rows of a block
     * @param first first product of the window
     * @param count products of a window
     * @param target receives {@link #features()} numbers from {@code at} on
     */
    void pool(float[] products, int first, int count, float bias, float[] target, int at) {
        int above = 0;
        if (this == SHARE) {
            for (int p = first; p < first + count; p++) {
                above += products[p] > bias ? 1 : 0;
            }
            target[at] = (float) above / count;
            return;
        }
        double excess = 0;
        long places = 0;
        int stretch = 0;
        int longest = 0;
        for (int p = first; p < first + count; p++) {
            if (products[p] > bias) {
                above++;
                excess += (double) products[p] - bias;
                places += p - first;
                stretch++;
                longest = Math.max(longest, stretch);
            } else {
                stretch = 0;
            }
        }
        target[at] = (float) above / count;
        target[at + 1] = above == 0 ? 0f : (float) (excess / above);
        target[at + 2] = above == 0 ? -1f : (float) ((double) places / above / count);
        target[at + 3] = (float) longest / count;
    }
}
