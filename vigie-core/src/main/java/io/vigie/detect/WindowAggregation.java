package io.vigie.detect;

/** How the scores of the windows that concern a row become the score of the row. */
public enum WindowAggregation {
    /** Arithmetic mean of the window scores. */
    AVERAGE,
    /** Median of the window scores: one odd window moves nothing. */
    MEDIAN,
    /** Maximum of the window scores: what one window finds odd is, though others do not. */
    MAXIMUM,
    /** One window per row: the one that ends at the row (causal) or is centred on it (centred). */
    LAST
}
