package io.vigie.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a reader understood of a file: nothing is guessed that is not told here.
 *
 * @param source file name, or what the stream was called
 * @param charset encoding the bytes were read as
 * @param gzip true if the bytes were packed with gzip
 * @param delimiter field separator in words
 * @param decimalMark point or comma
 * @param header true if the first line named the columns
 * @param layout "wide" or "long"
 * @param timeColumn name of the time column, empty where rows are numbered
 * @param timeFormat form of the times in words, "row number" where there are none
 * @param labelColumn name of the label column, empty where there is none
 * @param ignoredColumns names of columns that were left out
 * @param rows rows of data in the file
 * @param missingTokens how often each text was taken for "no value"
 * @param notes every decision made by looking, in words
 */
public record ReadReport(
        String source,
        String charset,
        boolean gzip,
        String delimiter,
        char decimalMark,
        boolean header,
        String layout,
        String timeColumn,
        String timeFormat,
        String labelColumn,
        List<String> ignoredColumns,
        long rows,
        Map<String, Long> missingTokens,
        List<String> notes) {
    public ReadReport {
        ignoredColumns = List.copyOf(ignoredColumns);
        missingTokens = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(missingTokens));
        notes = List.copyOf(notes);
    }

    /** The report as lines of text. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %,d rows, %s layout, delimiter %s, decimal %s, %s, %s%s%n",
                source,
                rows,
                layout,
                delimiter,
                decimalMark == ',' ? "comma" : "point",
                header ? "header" : "no header",
                charset,
                gzip ? ", gzip" : ""));
        text.append("  time: ")
                .append(timeColumn.isEmpty() ? timeFormat : "column '" + timeColumn + "', " + timeFormat)
                .append(System.lineSeparator());
        if (!labelColumn.isEmpty()) {
            text.append("  labels: column '").append(labelColumn).append('\'').append(System.lineSeparator());
        }
        if (!ignoredColumns.isEmpty()) {
            text.append("  left out: ")
                    .append(CsvSniffer.shorten(ignoredColumns))
                    .append(System.lineSeparator());
        }
        if (!missingTokens.isEmpty()) {
            List<String> counts = new ArrayList<>();
            missingTokens.forEach((token, count) -> counts.add(String.format(Locale.ROOT, "%s %,d", token, count)));
            text.append("  read as missing: ").append(String.join(", ", counts)).append(System.lineSeparator());
        }
        for (String note : notes) {
            text.append("  note: ").append(note).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** A report in the making. */
    static final class Draft {
        private final String source;
        private final TextSource text;
        private final List<String> notes;

        Draft(String source, TextSource text, List<String> notes) {
            this.source = source;
            this.text = text;
            this.notes = new ArrayList<>(notes);
        }

        void note(String note) {
            notes.add(note);
        }

        ReadReport finish(CsvTable table, CsvPlan plan) {
            TimeParser time = plan.time();
            int timeColumn = plan.indexOf(CsvPlan.Role.TIME);
            int labelColumn = plan.indexOf(CsvPlan.Role.LABEL);
            List<String> ignored = new ArrayList<>();
            for (int c = 0; c < plan.roles().length; c++) {
                if (plan.roles()[c] == CsvPlan.Role.IGNORED) {
                    ignored.add(plan.names().get(c));
                }
            }
            return new ReadReport(
                    source,
                    text.charset().name(),
                    text.isGzip(),
                    CsvSniffer.describe(plan.delimiter()),
                    plan.mark(),
                    plan.header(),
                    plan.longLayout() ? "long" : "wide",
                    timeColumn < 0 ? "" : plan.names().get(timeColumn),
                    time == null ? "row number" : time.describe(),
                    labelColumn < 0 ? "" : plan.names().get(labelColumn),
                    ignored,
                    table.rows(),
                    table.missingCounts(),
                    notes);
        }
    }
}
