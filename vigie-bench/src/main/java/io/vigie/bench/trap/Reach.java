package io.vigie.bench.trap;

import java.util.Locale;

/** How many channels a {@link Trap} is put into. */
public enum Reach {
    /** All that vary. */
    ALL,
    /** One of four, at least one. */
    QUARTER;

    /** Channels of those that vary. */
    int of(int lively) {
        return this == ALL ? lively : Math.max(1, lively / 4);
    }

    /** As tables show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
