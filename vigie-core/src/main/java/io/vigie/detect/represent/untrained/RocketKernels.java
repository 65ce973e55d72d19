package io.vigie.detect.represent.untrained;

/**
 * The kernels of MiniRocket (Dempster, Schmidt and Webb, KDD 2021, section 3.1): all 84 of length 9 that have 2 at three places
 * and -1 at the other six. They sum to 0, so that the level of a window does not matter.
 */
final class RocketKernels {
    static final int COUNT = 84;
    static final int LENGTH = 9;

    /** Weight of the three places, less that of the others: a product is 3 times the sum over them, less the sum over all. */
    static final int RISE = 3;

    private static final int[][] PLACES = places();

    private RocketKernels() {}

    private static int[][] places() {
        int[][] places = new int[COUNT][];
        int kernel = 0;
        for (int i = 0; i < LENGTH; i++) {
            for (int j = i + 1; j < LENGTH; j++) {
                for (int k = j + 1; k < LENGTH; k++) {
                    places[kernel++] = new int[] {i, j, k};
                }
            }
        }
        return places;
    }

    /** One of the three places, ascending, where a kernel has 2. */
    static int place(int kernel, int number) {
        return PLACES[kernel][number];
    }
}
