package io.vigie.bench.data;

/** What a file of TSB-AD may be used for. */
public enum Split {
    /** On the Tuning list: settings may be chosen on it. */
    TUNING,
    /** On the Eva list: reported, never chosen on. */
    EVA,
    /**
     * Part of {@link #EVA}: 20 files of the multivariate track, 30 of the univariate one, in which every family of the files
     * at hand is heard. Chosen by names alone ({@link StratifiedSubset}) before any deep detector was run.
     */
    EVA_SUBSET,
    /** An official file on neither list: settings may be chosen on it. */
    NEITHER
}
