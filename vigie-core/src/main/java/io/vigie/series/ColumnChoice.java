package io.vigie.series;

import java.util.List;

/**
 * Which column of a file plays a part: found by looking, none, by name, or by position.
 *
 * @param kind how the column is chosen
 * @param name name in the header for {@link Kind#NAMED}, else empty
 * @param position 1-based position for {@link Kind#POSITION}, else 0
 */
public record ColumnChoice(Kind kind, String name, int position) {
    /** How a column is chosen. */
    public enum Kind {
        /** Found by looking; the reader reports what it found. */
        AUTO,
        /** There is no such column. */
        NONE,
        /** By its name in the header; exact, else ignoring case. */
        NAMED,
        /** By its 1-based position. */
        POSITION
    }

    private static final ColumnChoice AUTO = new ColumnChoice(Kind.AUTO, "", 0);
    private static final ColumnChoice NONE = new ColumnChoice(Kind.NONE, "", 0);

    public ColumnChoice {
        if (kind == Kind.NAMED && name.isBlank()) {
            throw new IllegalArgumentException(
                    "a column is chosen by an empty name; give its name or '#' and a number");
        }
        if (kind == Kind.POSITION && position < 1) {
            throw new IllegalArgumentException("column position " + position + " is not valid; columns count from 1");
        }
    }

    /** Found by looking. */
    public static ColumnChoice auto() {
        return AUTO;
    }

    /** No such column. */
    public static ColumnChoice none() {
        return NONE;
    }

    /** The column of this name. */
    public static ColumnChoice named(String name) {
        return new ColumnChoice(Kind.NAMED, name, 0);
    }

    /** The column at this position; the first column is 1. */
    public static ColumnChoice at(int position) {
        return new ColumnChoice(Kind.POSITION, "", position);
    }

    /**
     * A choice from what a user types: {@code auto}, {@code none}, {@code #3} for the third column, else a name.
     *
     * @throws IllegalArgumentException for an empty text or a position below 1
     */
    public static ColumnChoice parse(String text) {
        String word = text.strip();
        if (word.equals("auto")) {
            return AUTO;
        } else if (word.equals("none")) {
            return NONE;
        } else if (word.matches("#\\d{1,7}")) {
            return at(Integer.parseInt(word.substring(1)));
        }
        return named(word);
    }

    /** True if one certain column is meant. */
    boolean isExplicit() {
        return kind == Kind.NAMED || kind == Kind.POSITION;
    }

    /** Index of the chosen column among the header's names, or -1 where the header has none such. */
    int indexIn(List<String> names) {
        if (kind == Kind.POSITION) {
            return position <= names.size() ? position - 1 : -1;
        }
        int exact = names.indexOf(name);
        if (exact >= 0 || kind != Kind.NAMED) {
            return exact;
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case AUTO -> "auto";
            case NONE -> "none";
            case NAMED -> name;
            case POSITION -> "#" + position;
        };
    }
}
