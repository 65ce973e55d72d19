package io.vigie.bench.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vigie.bench.report.Entrant.LengthClass;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes the figures of a report as CSV; a cell without a value is empty. */
public final class ReportTables {
    private final BenchmarkReport report;

    public ReportTables(BenchmarkReport report) {
        this.report = report;
    }

    /** One line a method: means, interval, classes by anomaly length, seconds, failures. */
    public void leaderboard(Writer out) throws IOException {
        CsvWriter csv = csv(out);
        List<String> header = new ArrayList<>(
                List.of("place", "method", "kind", "files", "mean", "low", "high", "family_mean", "without_repeats"));
        for (LengthClass lengthClass : LengthClass.values()) {
            header.add("length_" + lengthClass.text());
        }
        header.addAll(List.of("seconds", "seeds", "failures"));
        csv.writeRecord(header);
        int place = 0;
        for (Entrant entrant : report.entrants()) {
            List<@Nullable String> cells = new ArrayList<>();
            cells.add(Integer.toString(++place));
            cells.add(entrant.label());
            cells.add(entrant.kind().text());
            cells.add(Integer.toString(entrant.files()));
            cells.add(number(entrant.mean()));
            cells.add(number(entrant.interval().low()));
            cells.add(number(entrant.interval().high()));
            cells.add(number(entrant.familyMean()));
            cells.add(number(entrant.withoutRepeats()));
            for (double mean : entrant.byLength()) {
                cells.add(number(mean));
            }
            cells.add(number(entrant.seconds()));
            boolean own = entrant.kind() == Entrant.Kind.OURS;
            cells.add(own ? Integer.toString(entrant.seeds()) : "");
            cells.add(own ? Integer.toString(entrant.failures()) : "");
            csv.writeRecord(cells);
        }
        out.flush();
    }

    /** One line a rival of the reference: mean difference, both intervals, wins, p-values. */
    public void differences(Writer out) throws IOException {
        CsvWriter csv = csv(out);
        csv.writeRecord(
                "reference",
                "rival",
                "kind",
                "files",
                "difference",
                "low",
                "high",
                "family_low",
                "family_high",
                "wins",
                "ties",
                "losses",
                "wilcoxon_p",
                "holm_p",
                "verdict");
        for (Difference difference : report.differences()) {
            csv.writeRecord(
                    report.options().reference(),
                    difference.rival(),
                    difference.kind().text(),
                    Integer.toString(difference.files()),
                    number(difference.mean()),
                    number(difference.interval().low()),
                    number(difference.interval().high()),
                    number(difference.familyInterval().low()),
                    number(difference.familyInterval().high()),
                    Integer.toString(difference.wins()),
                    Integer.toString(difference.ties()),
                    Integer.toString(difference.losses()),
                    scientific(difference.pValue()),
                    scientific(difference.corrected()),
                    difference.verdict());
        }
        out.flush();
    }

    /** One line a data set, a column a method. */
    public void families(Writer out) throws IOException {
        CsvWriter csv = csv(out);
        List<String> header = new ArrayList<>(List.of("family", "files"));
        report.entrants().forEach(entrant -> header.add(entrant.label()));
        csv.writeRecord(header);
        for (int f = 0; f < report.families().size(); f++) {
            int family = f;
            List<@Nullable String> cells = new ArrayList<>();
            cells.add(report.families().get(f));
            cells.add(Integer.toString(report.filesOfFamily(f)));
            report.entrants().forEach(entrant -> cells.add(number(report.familyMean(entrant, family))));
            csv.writeRecord(cells);
        }
        out.flush();
    }

    /** One line a file, a column a method. */
    public void files(Writer out) throws IOException {
        CsvWriter csv = csv(out);
        List<String> header = new ArrayList<>(List.of("file", "family", "anomaly_length_class"));
        List<double[]> columns = new ArrayList<>();
        for (Entrant entrant : report.entrants()) {
            header.add(entrant.label());
            columns.add(entrant.values());
        }
        csv.writeRecord(header);
        for (int i = 0; i < report.files().size(); i++) {
            List<@Nullable String> cells = new ArrayList<>();
            cells.add(report.files().get(i));
            cells.add(report.families().get(report.family(i)));
            cells.add(report.lengthClass(i).map(LengthClass::text).orElse(""));
            for (double[] column : columns) {
                cells.add(number(column[i]));
            }
            csv.writeRecord(cells);
        }
        out.flush();
    }

    private static CsvWriter csv(Writer out) {
        return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(out);
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
