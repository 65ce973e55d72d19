package io.vigie.bench.trap;

/**
 * How well a corrected likelihood tells one trap.
 *
 * @param source series, or {@code A > B}: learned from A, and B is what is to be told from it
 * @param trap label of the trap, {@code other-series} where another series is what is to be told
 * @param reach label of the reach, {@code -} there
 * @param auroc chance that a row of the trap scores above one outside
 */
public record TrapFigure(String set, String source, String trap, String reach, String correction, double auroc) {
    /** Name of the trap that is another series. */
    public static final String OTHER_SERIES = "other-series";
}
