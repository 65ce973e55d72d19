package io.vigie.bench.data;

/** What a file of TSB-AD may be used for. */
public enum Split {
    /** On the Tuning list: settings may be chosen on it. */
    TUNING,
    /** On the Eva list: reported, never chosen on. */
    EVA,
    /** An official file on neither list: settings may be chosen on it. */
    NEITHER
}
