package io.vigie.bench.data;

import io.vigie.detect.OptionException;
import java.util.Locale;

/** Which series of a data set take part. */
public enum Scope {
    /** Those on which settings may be chosen: none that an Eva file of TSB-AD is made of. */
    DEVELOPMENT,
    /** Every one, to report on. */
    ALL;

    /**
     * The scope of a name, in any case.
     *
     * @throws OptionException if there is none
     */
    public static Scope parse(String text) {
        for (Scope scope : values()) {
            if (scope.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
                return scope;
            }
        }
        throw new OptionException("split is '" + text + "'; use development or all");
    }
}
