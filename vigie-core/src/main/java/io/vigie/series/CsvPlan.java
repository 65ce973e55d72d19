package io.vigie.series;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each column of a file is for, decided from the format and the first lines.
 *
 * @param names names of all columns, unique
 * @param roles part each column plays
 * @param time reader of the time column, or null where rows are numbered
 */
record CsvPlan(
        char delimiter,
        char mark,
        boolean blanksAroundQuotes,
        boolean header,
        boolean skipsFirstLine,
        boolean longLayout,
        List<String> names,
        Role[] roles,
        @Nullable TimeParser time,
        List<String> notes) {
    /** Part a column plays. */
    enum Role {
        VALUE,
        TIME,
        LABEL,
        CHANNEL,
        IGNORED,
        /** A column that a delimiter at the end of every line makes. */
        EMPTY
    }

    int indexOf(Role role) {
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == role) {
                return i;
            }
        }
        return -1;
    }
}
