package io.vigie.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NoCounterfactual;
import io.vigie.pipeline.Judgement;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a run besides the report: events and scores, for spreadsheets and programs. */
final class RunFiles {
    private RunFiles() {}

    /** One line an event. */
    static void writeEventsCsv(JudgedSeries judged, Writer out) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            List<String> header = new ArrayList<>(List.of(
                    "event",
                    "start",
                    "peak",
                    "end",
                    "duration",
                    "first_row",
                    "peak_row",
                    "last_row",
                    "probability",
                    "severity",
                    "level",
                    "channels",
                    "sentence"));
            boolean counterfactuals =
                    judged.judgement().pipeline().counterfactuals().isPresent();
            if (counterfactuals) {
                header.add("counterfactual");
            }
            csv.writeRecord(header);
            int number = 1;
            for (Event event : judged.events()) {
                Interval rows = event.episode().rows();
                List<String> fields = new ArrayList<>(List.of(
                        Integer.toString(number++),
                        event.start(),
                        event.peak(),
                        event.end(),
                        event.duration(),
                        Integer.toString(rows.from()),
                        Integer.toString(event.episode().peak()),
                        Integer.toString(rows.to() - 1),
                        String.format(Locale.ROOT, "%.6f", event.episode().probability()),
                        String.format(Locale.ROOT, "%.3f", event.episode().severity()),
                        level(event),
                        channels(event),
                        event.sentence()));
                if (counterfactuals) {
                    fields.add(judged.counterfactual(event)
                            .map(CounterfactualAnswer::sentence)
                            .orElse(""));
                }
                csv.writeRecord(fields);
            }
        }
    }

    private static String channels(Event event) {
        return String.join(
                "; ",
                event.affectedChannels().stream()
                        .map(finding -> String.format(
                                Locale.ROOT,
                                "%s %.0f%% %s",
                                finding.channel(),
                                finding.share() * 100,
                                finding.direction().name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private static String level(Event event) {
        return event.episode().level().name().toLowerCase(Locale.ROOT);
    }

    /** Everything known about each event. */
    static List<Map<String, Object>> eventMaps(JudgedSeries judged) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Event event : judged.events()) {
            Interval rows = event.episode().rows();
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("event", maps.size() + 1);
            map.put("start", event.start());
            map.put("peak", event.peak());
            map.put("end", event.end());
            map.put("duration", event.duration());
            map.put("firstRow", rows.from());
            map.put("peakRow", event.episode().peak());
            map.put("lastRow", rows.to() - 1);
            map.put("probability", event.episode().probability());
            map.put("severity", event.episode().severity());
            map.put("level", level(event));
            map.put("sentence", event.sentence());
            map.put("sharesFromContributions", event.fromContributions());
            map.put(
                    "channels",
                    event.channels().stream().map(RunFiles::findingMap).toList());
            judged.counterfactual(event).ifPresent(answer -> {
                if (answer instanceof Counterfactual told) {
                    map.put("counterfactual", told(judged, told));
                } else if (answer instanceof NoCounterfactual none) {
                    map.put("noCounterfactual", untold(none));
                }
            });
            maps.add(map);
        }
        return maps;
    }

    private static Map<String, Object> told(JudgedSeries judged, Counterfactual told) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sentence", told.sentence());
        map.put("enough", told.enough());
        map.put("elsewhere", told.elsewhere());
        map.put("probability", told.probability());
        map.put("evaluations", told.evaluations());
        map.put("firstRow", told.rows().from());
        map.put("lastRow", told.rows().to() - 1);
        map.put(
                "channels",
                told.courses().stream()
                        .map(course -> judged.judgement()
                                .series()
                                .channel(course.channel())
                                .name())
                        .toList());
        return map;
    }

    private static Map<String, Object> untold(NoCounterfactual none) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reason", none.reason().name().toLowerCase(Locale.ROOT));
        map.put("sentence", none.sentence());
        return map;
    }

    private static Map<String, @Nullable Object> findingMap(ChannelFinding finding) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("channel", finding.channel());
        map.put("unit", finding.unit());
        map.put("share", finding.share());
        map.put("affected", finding.affected());
        map.put("direction", finding.direction().name().toLowerCase(Locale.ROOT));
        map.put("row", finding.row());
        map.put("actual", finite(finding.actual()));
        map.put("expected", finite(finding.expected()));
        map.put("spread", finite(finding.spread()));
        return map;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** One line for each row and channel of an event whose normal course was told. */
    static void writeCounterfactualsCsv(JudgedSeries judged, Writer out) throws IOException {
        TimeSeries series = judged.judgement().series();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(
                    "event",
                    "row",
                    "time",
                    "channel",
                    "measured",
                    "expected",
                    "low80",
                    "high80",
                    "low95",
                    "high95",
                    "judged");
            for (int number = 1; number <= judged.events().size(); number++) {
                CounterfactualAnswer answer =
                        judged.counterfactual(judged.events().get(number - 1)).orElse(null);
                if (answer instanceof Counterfactual told) {
                    for (Counterfactual.Course course : told.courses()) {
                        writeCourse(series, number, told.rows(), course, csv);
                    }
                }
            }
        }
    }

    private static void writeCourse(
            TimeSeries series, int event, Interval rows, Counterfactual.Course course, CsvWriter csv) {
        for (int i = 0; i < rows.length(); i++) {
            int row = rows.from() + i;
            boolean missing = series.isMissing(course.channel(), row);
            csv.writeRecord(
                    Integer.toString(event),
                    Integer.toString(row),
                    series.time().format(row),
                    series.channel(course.channel()).name(),
                    missing ? "" : text(series.value(course.channel(), row)),
                    text(course.expected()[i]),
                    text(course.low80()[i]),
                    text(course.high80()[i]),
                    text(course.low95()[i]),
                    text(course.high95()[i]),
                    text(course.judged()[i]));
        }
    }

    /**
     * One line a row: row, time, score, p, posterior, and on demand a column for each channel's contribution. Rows
     * without a score (warm-up) have empty fields.
     */
    static void writeScoresCsv(Judgement judgement, boolean contributions, Writer out) throws IOException {
        TimeSeries series = judgement.series();
        TimeAxis time = series.time();
        boolean perChannel = contributions && judgement.scores().hasContributions();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            List<String> header = new ArrayList<>(List.of("row", "time", "score", "p", "posterior"));
            if (perChannel) {
                series.schema().channelNames().forEach(name -> header.add("contribution:" + name));
            }
            csv.writeRecord(header);
            String[] fields = new String[header.size()];
            for (int row = 0; row < series.length(); row++) {
                fields[0] = Integer.toString(row);
                fields[1] = time.format(row);
                fields[2] = text(judgement.scores().total(row));
                fields[3] = text(judgement.pValue(row));
                fields[4] = text(judgement.posterior(row));
                for (int c = 0; perChannel && c < series.channelCount(); c++) {
                    fields[5 + c] = Float.toString(judgement.scores().contribution(c, row));
                }
                csv.writeRecord(fields);
            }
        }
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
