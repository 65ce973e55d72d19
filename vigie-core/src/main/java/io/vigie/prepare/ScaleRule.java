package io.vigie.prepare;

/** Which statistic gave a channel its scale. */
public enum ScaleRule {
    /** Inter-quartile range / 1.349. */
    QUARTILES,
    /** Range from the 10th to the 90th percentile / 2.563: the inter-quartile range was zero or tiny. */
    DECILES,
    /** Range from the 1st to the 99th percentile / 4.653: the narrower ranges were zero or tiny. */
    CENTILES,
    /** Standard deviation: asked for, or every quantile range was zero or tiny. */
    STANDARD_DEVIATION,
    /** The channel never changed in the train part: the scale is a nominal floor. */
    CONSTANT,
    /** The channel was never measured in the train part: nothing is known, prepared values are 0 throughout. */
    SILENT,
    /** No scaling was asked for. */
    NONE
}
