package io.vigie.detect.gaussian;

/** How the covariance of few windows is made invertible. */
public enum Shrinkage {
    /** 0.01 is added to the variances, as Defard et al. do (equation 1). */
    IDENTITY,
    /** Pulled towards equal variances as far as the scatter of the windows asks for (Ledoit and Wolf 2004), then the same. */
    LEDOIT_WOLF
}
