package io.vigie.bench.data;

import io.vigie.detect.OptionException;
import java.util.Locale;

/** A track of TSB-AD. */
public enum Track {
    /** Several channels a series. */
    MULTIVARIATE("M"),
    /** One channel a series. */
    UNIVARIATE("U");

    private final String letter;

    Track(String letter) {
        this.letter = letter;
    }

    /** The letter that TSB-AD uses: M or U. */
    public String letter() {
        return letter;
    }

    /**
     * The track of a letter (or name), in any case.
     *
     * @throws OptionException if there is none
     */
    public static Track parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        for (Track track : values()) {
            if (track.letter.equals(upper) || track.name().equals(upper)) {
                return track;
            }
        }
        throw new OptionException("track is '" + text + "'; use M (multivariate) or U (univariate)");
    }
}
