package io.vigie.bench.protocol;

import java.util.List;
import java.util.Locale;

/** Tables in Markdown with numbers as the tables of this project have them. */
final class MarkdownTable {
    private MarkdownTable() {}

    static String header(List<String> cells) {
        return line(cells) + "|---".repeat(cells.size()) + "|\n";
    }

    static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String escaped(String label) {
        return label.replace("|", "\\|");
    }

    /** A number without a zero before the point; a dash for NaN. */
    static String decimals(double value, int digits) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, "%." + digits + "f", value).replaceFirst("^(-?)0\\.", "$1.");
    }

    /** The same with a plus before what is not negative. */
    static String signed(double value, int digits) {
        String text = decimals(value, digits);
        return Double.isNaN(value) || text.startsWith("-") ? text : "+" + text;
    }
}
