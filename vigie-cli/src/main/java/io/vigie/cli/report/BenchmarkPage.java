package io.vigie.cli.report;

import io.vigie.bench.report.BenchmarkReport;
import io.vigie.bench.report.Bounds;
import io.vigie.bench.report.CriticalDifferencePicture;
import io.vigie.bench.report.Difference;
import io.vigie.bench.report.Entrant;
import io.vigie.bench.report.Entrant.Kind;
import io.vigie.bench.report.Entrant.LengthClass;
import io.vigie.bench.report.ReportWords;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes a {@link BenchmarkReport} as one HTML file with all its data, styles and scripts inside. */
public final class BenchmarkPage {
    private final BenchmarkReport report;
    private final ReportWords words;

    private BenchmarkPage(BenchmarkReport report) {
        this.report = report;
        this.words = new ReportWords(report);
    }

    /** Writes the page; the writer must encode as UTF-8. */
    public static void write(BenchmarkReport report, Writer out) throws IOException {
        BenchmarkPage page = new BenchmarkPage(report);
        SelfContainedPage.named("benchmark", page.words.title())
                .with("@@PICTURE@@", page::writePicture)
                .with("@@DATA@@", page::writeData)
                .write(out);
    }

    private void writePicture(Writer out) throws IOException {
        if (report.ranking().isPresent()) {
            out.write(CriticalDifferencePicture.svg(
                    report.ranking().get(),
                    report.options().reference(),
                    CriticalDifferencePicture.Ground.OF_THE_PAGE));
        }
    }

    private void writeData(Writer out) {
        JsonGenerator json = SelfContainedPage.json(out);
        json.writeStartObject();
        json.writePOJOProperty("title", words.title());
        json.writePOJOProperty("basis", words.basis());
        json.writePOJOProperty("metric", report.options().metric());
        json.writePOJOProperty("reference", report.options().reference());
        json.writePOJOProperty("warnings", report.warnings());
        json.writePOJOProperty("findings", words.findings());
        json.writePOJOProperty("leaderboardLegend", words.leaderboardLegend());
        json.writePOJOProperty("differenceLegend", words.differenceLegend());
        json.writePOJOProperty(
                "rankingLegend", report.ranking().map(words::ranking).orElse(""));
        json.writePOJOProperty("method", words.method());
        json.writePOJOProperty("files", report.files());
        json.writePOJOProperty("families", report.families());
        int files = report.files().size();
        json.writePOJOProperty(
                "familyOf",
                IntStream.range(0, files).map(report::family).boxed().toList());
        json.writePOJOProperty(
                "lengthOf",
                IntStream.range(0, files)
                        .mapToObj(i ->
                                report.lengthClass(i).map(LengthClass::ordinal).orElse(-1))
                        .toList());
        json.writePOJOProperty(
                "lengths",
                Arrays.stream(LengthClass.values())
                        .map(c -> Map.of("text", c.text(), "files", report.filesOf(c)))
                        .toList());
        json.writePOJOProperty("published", report.listedFiles() > 0);
        json.writePOJOProperty("repeats", report.repeats().isPresent());
        json.writePOJOProperty(
                "entrants", report.entrants().stream().map(this::entrant).toList());
        json.writePOJOProperty(
                "differences",
                report.differences().stream().map(BenchmarkPage::difference).toList());
        json.writePOJOProperty("provenance", report.provenance());
        json.writeEndObject();
        json.close();
    }

    private Map<String, Object> entrant(Entrant entrant) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("label", entrant.label());
        map.put("kind", entrant.kind().text());
        map.put("baseline", BenchmarkReport.isBaseline(entrant));
        map.put("files", entrant.files());
        map.put("mean", number(entrant.mean()));
        map.put("interval", bounds(entrant.interval()));
        map.put("family", number(entrant.familyMean()));
        map.put("once", number(entrant.withoutRepeats().orElse(Double.NaN)));
        map.put("byLength", numbers(entrant.byLength()));
        map.put("seconds", number(entrant.seconds().orElse(Double.NaN)));
        map.put("failures", entrant.kind() == Kind.OURS ? entrant.failures() : null);
        map.put("values", numbers(entrant.values()));
        map.put(
                "byFamily",
                IntStream.range(0, report.families().size())
                        .mapToObj(family -> number(report.familyMean(entrant, family)))
                        .toList());
        return map;
    }

    private static Map<String, Object> difference(Difference difference) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("rival", difference.rival());
        map.put("kind", difference.kind().text());
        map.put("files", difference.files());
        map.put("mean", number(difference.mean()));
        map.put("interval", bounds(difference.interval()));
        map.put("familyInterval", bounds(difference.familyInterval()));
        map.put("wins", difference.wins());
        map.put("ties", difference.ties());
        map.put("losses", difference.losses());
        map.put("p", difference.corrected());
        map.put("verdict", difference.verdict());
        return map;
    }

    private static List<@Nullable Double> bounds(Bounds bounds) {
        return numbers(new double[] {bounds.low(), bounds.high()});
    }

    private static List<@Nullable Double> numbers(double[] values) {
        List<@Nullable Double> numbers = new ArrayList<>();
        for (double value : values) {
            numbers.add(number(value));
        }
        return numbers;
    }

    /** Five digits after the point, as the least exact published table has. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Math.round(value * 1e5) / 1e5 : null;
    }
}
