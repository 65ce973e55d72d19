package io.vigie.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Event;
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
    static void writeEventsCsv(List<Event> events, Writer out) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(
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
                    "sentence");
            int number = 1;
            for (Event event : events) {
                Interval rows = event.episode().rows();
                csv.writeRecord(
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
                        event.sentence());
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
    static List<Map<String, Object>> eventMaps(List<Event> events) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Event event : events) {
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
            maps.add(map);
        }
        return maps;
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
