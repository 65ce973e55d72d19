package io.vigie.bench.report;

import io.vigie.bench.report.Entrant.Kind;
import io.vigie.bench.report.Entrant.LengthClass;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Writes a report as Markdown. */
public final class ReportMarkdown {
    /** Columns of the table by data set; the rest is in families.csv. */
    private static final int FAMILY_COLUMNS = 10;

    private final BenchmarkReport report;
    private final ReportWords words;

    public ReportMarkdown(BenchmarkReport report) {
        this.report = report;
        this.words = new ReportWords(report);
    }

    /**
     * Writes the whole report.
     *
     * @param picture name of the file with the critical-difference picture
     */
    public void write(Writer out, String picture) throws IOException {
        line(out, "# " + words.title());
        line(out, "");
        line(out, words.basis());
        line(out, "");
        for (String warning : report.warnings()) {
            line(out, "> **Mind:** " + escape(warning));
            line(out, "");
        }
        for (String sentence : words.findings()) {
            line(out, "- " + escape(sentence));
        }
        line(out, "");
        leaderboard(out);
        differences(out);
        if (report.ranking().isPresent()) {
            line(out, "## Ranks");
            line(out, "");
            line(out, "![Critical-difference picture](" + picture + ")");
            line(out, "");
            line(out, escape(words.ranking(report.ranking().get())));
            line(out, "");
        }
        families(out);
        line(out, "## How this was made");
        line(out, "");
        for (String note : words.method()) {
            line(out, "- " + escape(note));
        }
        report.provenance().forEach((name, value) -> uncheckedLine(out, "- " + escape(name + ": " + value)));
        out.flush();
    }

    private void leaderboard(Writer out) throws IOException {
        line(out, "## Leaderboard");
        line(out, "");
        List<String> header =
                new ArrayList<>(List.of("#", "method", "kind", report.options().metric(), "95 %", "by family"));
        if (report.repeats().isPresent()) {
            header.add("repeats once");
        }
        if (report.listedFiles() > 0) {
            for (LengthClass lengthClass : LengthClass.values()) {
                header.add(lengthClass.text() + " (" + report.filesOf(lengthClass) + ")");
            }
        }
        header.addAll(List.of("s/series", "failed"));
        header(out, header, 3);
        int place = 0;
        for (Entrant entrant : report.entrants()) {
            boolean own = entrant.kind() == Kind.OURS;
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(++place));
            String name = escape(entrant.label()) + (entrant.complete() ? "" : " (n = " + entrant.files() + ")");
            cells.add(own ? "**" + name + "**" : name);
            cells.add(entrant.kind().text());
            cells.add(number(entrant.mean()));
            cells.add(number(entrant.interval().low()) + ".."
                    + number(entrant.interval().high()));
            cells.add(number(entrant.familyMean()));
            if (report.repeats().isPresent()) {
                cells.add(number(entrant.withoutRepeats().orElse(Double.NaN)));
            }
            if (report.listedFiles() > 0) {
                for (double mean : entrant.byLength()) {
                    cells.add(number(mean));
                }
            }
            cells.add(seconds(entrant.seconds()));
            cells.add(own ? Integer.toString(entrant.failures()) : "");
            row(out, cells);
        }
        line(out, "");
        line(out, words.leaderboardLegend());
        line(out, "");
    }

    private void differences(Writer out) throws IOException {
        line(out, "## `" + report.options().reference() + "` against each row");
        line(out, "");
        header(
                out,
                List.of("rival", "kind", "difference", "95 %", "95 % by families", "win/tie/loss", "p (Holm)", "says"),
                2);
        for (Difference difference : report.differences()) {
            row(
                    out,
                    List.of(
                            escape(difference.rival())
                                    + (difference.files() == report.files().size()
                                            ? ""
                                            : " (n = " + difference.files() + ")"),
                            difference.kind().text(),
                            signed(difference.mean()),
                            signed(difference.interval().low()) + ".."
                                    + signed(difference.interval().high()),
                            signed(difference.familyInterval().low()) + ".."
                                    + signed(difference.familyInterval().high()),
                            difference.wins() + "/" + difference.ties() + "/" + difference.losses(),
                            String.format(Locale.ROOT, "%.2g", difference.corrected()),
                            difference.verdict()));
        }
        line(out, "");
        line(out, words.differenceLegend());
        line(out, "");
    }

    private void families(Writer out) throws IOException {
        List<Entrant> shown = new ArrayList<>();
        shown.add(report.reference());
        report.entrants().stream()
                .filter(e -> !e.label().equals(report.reference().label()))
                .limit(FAMILY_COLUMNS - 1)
                .forEach(shown::add);
        line(out, "## By data set");
        line(out, "");
        List<String> header = new ArrayList<>(List.of("data set", "files"));
        header.addAll(shown.stream().map(e -> escape(e.label())).collect(Collectors.toList()));
        header(out, header, 1);
        for (int family = 0; family < report.families().size(); family++) {
            List<String> cells = new ArrayList<>(
                    List.of(escape(report.families().get(family)), Integer.toString(report.filesOfFamily(family))));
            for (Entrant entrant : shown) {
                cells.add(number(report.familyMean(entrant, family)));
            }
            row(out, cells);
        }
        line(out, "");
        line(out, "All methods: `families.csv`; every file: `files.csv`.");
        line(out, "");
    }

    private static void header(Writer out, List<String> header, int texts) throws IOException {
        row(out, header.stream().map(ReportMarkdown::escape).toList());
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            rule.add(i < texts ? "---" : "---:");
        }
        row(out, rule);
    }

    private static void row(Writer out, List<String> cells) throws IOException {
        line(out, "| " + String.join(" | ", cells) + " |");
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    private static void uncheckedLine(Writer out, String text) {
        try {
            line(out, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.3f", value);
    }

    private static String seconds(OptionalDouble seconds) {
        return seconds.isPresent() ? String.format(Locale.ROOT, "%.3g", seconds.getAsDouble()) : "";
    }
}
