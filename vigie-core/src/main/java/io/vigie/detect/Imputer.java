package io.vigie.detect;

import io.vigie.series.TimeSeries;

/**
 * Tells what cells, values of a channel at a row, would have been given all the others: fills gaps, and draws the normal values
 * of channels that are under suspicion. Thread-safe.
 */
public interface Imputer {
    /**
     * Values for any set of hidden cells, however long the blocks they make. Draws of one number belong together: over all
     * channels and rows of a block they are one possible course. The same seed gives the same bits on any number of
     * threads.
     *
     * @param series prepared, of the channels that were learned from
     * @param hidden [channel][row], true for the cells to be told; what stands there is not looked at, nor is what stands where
     *     the series says that nothing was measured
     * @param draws wanted, at least 1; a method that has but one answer gives it once
     * @throws io.vigie.series.BadInputException if the series cannot be read by the method (other channels, not prepared, shorter
     *     than a window)
     * @throws OptionException if the draws are fewer than 1, or too many to be held
     */
    Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext context);

    /**
     * As {@link #impute}, but what stands in hidden cells may be looked at for what is noise in it: the first draw keeps
     * that noise where the method can tell it from the rest, all others have noise of their own. By default nothing
     * is looked at.
     */
    default Imputation restore(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
        return impute(series, hidden, draws, context);
    }
}
