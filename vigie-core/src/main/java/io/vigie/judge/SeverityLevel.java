package io.vigie.judge;

/** A word for the severity of an episode. */
public enum SeverityLevel {
    /** Below 4 decades: a surprise of less than 1 in 10,000 rows. */
    LOW,
    /** 4 to 6 decades. */
    MEDIUM,
    /** 6 to 9 decades. */
    HIGH,
    /** 9 decades or more: all but impossible under the null model. */
    CRITICAL;

    /** The word for a severity in decades. */
    public static SeverityLevel of(double severity) {
        if (severity < 4) {
            return LOW;
        }
        if (severity < 6) {
            return MEDIUM;
        }
        return severity < 9 ? HIGH : CRITICAL;
    }
}
