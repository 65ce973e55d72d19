package io.vigie.bench.impute;

/**
 * How well a method fills blocks that were hidden from one series, in prepared units.
 *
 * @param method its name, and in parentheses its options
 * @param rows of a block
 * @param channels label of {@link HeldOutBlocks.Extent}
 * @param cells that were hidden and count
 * @param mae mean absolute error of the mean of the draws
 * @param crps continuous ranked probability score of the draws; of one draw it is the absolute error
 * @param coverage80 share of the cells within the draws' 80 % band
 * @param coverage95 share of the cells within the draws' 95 % band
 * @param seconds to fill, without learning
 */
public record GapFigure(
        String set,
        String series,
        String method,
        int rows,
        String channels,
        int draws,
        long seed,
        long cells,
        double mae,
        double crps,
        double coverage80,
        double coverage95,
        double seconds) {}
