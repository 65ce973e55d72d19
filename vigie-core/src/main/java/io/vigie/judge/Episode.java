package io.vigie.judge;

import io.vigie.series.Interval;

/**
 * A stretch of rows that is believed anomalous.
 *
 * @param rows rows of the judged series
 * @param peak row of the highest score
 * @param probability P(anomaly) of the episode as a whole, from all its rows
 * @param severity root mean square over the episode's rows of the surprise {@code -log10 p}, in decades, each row's
 *     limited to {@value #MAX_SURPRISE}; {@link SeverityLevel} puts it in a word
 * @param outcome how it ended
 */
public record Episode(Interval rows, int peak, double probability, double severity, Outcome outcome) {
    /** Surprise of a row at which severity saturates: further decades say nothing about the world. */
    public static final double MAX_SURPRISE = 12;

    public Episode {
        if (!rows.contains(peak)) {
            throw new IllegalArgumentException("peak " + peak + " lies outside " + rows);
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability " + probability + " is outside [0, 1]");
        }
        if (!(severity >= 0 && severity <= MAX_SURPRISE)) {
            throw new IllegalArgumentException("severity " + severity + " is outside [0, " + MAX_SURPRISE + "]");
        }
    }

    /** One that returned to normal. */
    public Episode(Interval rows, int peak, double probability, double severity) {
        this(rows, peak, probability, severity, Outcome.RETURNED);
    }

    /** The same episode with another outcome. */
    public Episode withOutcome(Outcome other) {
        return new Episode(rows, peak, probability, severity, other);
    }

    public SeverityLevel level() {
        return SeverityLevel.of(severity);
    }
}
