package io.vigie.cli.report;

import io.vigie.cli.report.ReportContent.ChannelQuality;
import io.vigie.cli.report.ReportContent.Judged;
import io.vigie.cli.report.ReportContent.State;
import io.vigie.cli.report.ReportContent.States;
import io.vigie.detect.Expectation;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.Event;
import io.vigie.explain.NormalEvidence;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a {@link ReportContent} as one HTML file with all its data, styles and scripts inside.
 *
 * <p>Up to {@value #MAX_CELLS} values (rows x channels) travel exactly as they are, to 16 bits; beyond that every point
 * keeps the smallest and the largest value of its rows.
 */
public final class HtmlReport {
    private static final int MAX_CELLS = 5_000_000;
    private static final int MAX_BAND_POINTS = 4_000;
    private static final int MAX_POSITIONS = 4_000;
    private static final int MAX_HEAT_BUCKETS = 480;
    private static final int EXPECTATION_CHUNK = 16_384;
    private static final int DETAIL_CHANNELS = 4;
    private static final int MAX_DETAIL_POINTS = 400;
    private static final int MAX_EVIDENCE_POINTS = 200;
    private static final int MIN_CONTEXT_ROWS = 40;
    private static final int MAX_DETAIL_ROWS = 20_000;
    private static final double HEAT_DOUBLINGS = 5;

    private final ReportContent content;
    private final TimeSeries series;
    private final Judged judged;

    private HtmlReport(ReportContent content) {
        this.content = content;
        this.series = content.series();
        this.judged = content.judged();
    }

    /** Writes the page; the writer must encode as UTF-8. */
    public static void write(ReportContent content, Writer out) throws IOException {
        SelfContainedPage.named("report", content.title())
                .with("@@DATA@@", new HtmlReport(content)::writeData)
                .write(out);
    }

    private void writeData(Writer out) {
        JsonGenerator json = SelfContainedPage.json(out);
        json.writeStartObject();
        json.writePOJOProperty("title", content.title());
        json.writePOJOProperty("subtitle", content.subtitle());
        json.writePOJOProperty("summary", content.summary());
        json.writePOJOProperty(
                "figures",
                content.figures().entrySet().stream()
                        .map(figure -> Map.of("name", figure.getKey(), "value", figure.getValue()))
                        .toList());
        json.writePOJOProperty("time", time());
        json.writePOJOProperty("trainRows", content.trainRows());
        int rows = series.length();
        int points = Math.max(MAX_DETAIL_POINTS, MAX_CELLS / (series.channelCount() + 2));
        json.writePOJOProperty("score", Track.of(judged::score, rows, points).toMap());
        json.writePOJOProperty(
                "posterior", Track.of(judged::posterior, rows, points).toMap());
        writeChannels(json, points);
        content.states().ifPresent(states -> json.writePOJOProperty("states", states(states)));
        json.writePOJOProperty(
                "events", content.events().stream().map(this::event).toList());
        json.writePOJOProperty("quality", quality());
        json.writePOJOProperty("provenance", content.provenance());
        json.writeEndObject();
        json.close();
    }

    private Map<String, Object> time() {
        TimeAxis axis = series.time();
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("kind", axis.kind().name());
        time.put("rows", axis.size());
        time.put("start", axis.kind() == TimeAxis.Kind.ROW && axis.size() > 0 ? axis.position(0) : 0);
        if (axis.hasTime()) {
            int count = Math.min(axis.size(), MAX_POSITIONS);
            double rowsPerPosition = count > 1 ? (axis.size() - 1.0) / (count - 1) : 1;
            ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                bytes.putDouble(axis.position((int) Math.round(i * rowsPerPosition)) / 1e6);
            }
            time.put("positions", Base64.getEncoder().encodeToString(bytes.array()));
            time.put("rowsPerPosition", rowsPerPosition);
        }
        return time;
    }

    private void writeChannels(JsonGenerator json, int points) {
        int buckets = Math.min(MAX_HEAT_BUCKETS, series.length());
        byte[][] heat = heat(buckets);
        Band @Nullable [] bands = bands();
        json.writePOJOProperty("heatBuckets", buckets);
        json.writeArrayPropertyStart("channels");
        for (int c = 0; c < series.channelCount(); c++) {
            Channel channel = series.channel(c);
            int index = c;
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", channel.name());
            map.put("unit", channel.unit());
            map.put("weight", weight(channel.name()));
            map.put(
                    "signal",
                    Track.of(
                                    row -> series.isMissing(index, row) ? Double.NaN : series.value(index, row),
                                    series.length(),
                                    points)
                            .toMap());
            if (bands != null) {
                map.put("low", bands[c].track(bands[c].low));
                map.put("high", bands[c].track(bands[c].high));
            }
            map.put("heat", Base64.getEncoder().encodeToString(heat[c]));
            json.writePOJO(map);
        }
        json.writeEndArray();
    }

    /** How much a channel matters over all events: those that matter most are shown first. */
    private double weight(String channel) {
        double weight = 0;
        for (Event event : content.events()) {
            for (ChannelFinding finding : event.channels()) {
                if (finding.channel().equals(channel)) {
                    weight += finding.share();
                }
            }
        }
        return weight;
    }

    /** Largest departure of each bucket, on a scale of doublings: 0 is the normal level, 255 is 32 times that. */
    private byte[][] heat(int buckets) {
        byte[][] heat = new byte[series.channelCount()][buckets];
        for (int c = 0; c < heat.length; c++) {
            double[] largest = new double[buckets];
            for (int row = 0; row < series.length(); row++) {
                int bucket = (int) ((long) row * buckets / series.length());
                largest[bucket] = Math.max(largest[bucket], judged.departure(c, row));
            }
            for (int b = 0; b < buckets; b++) {
                double doublings = Math.log(Math.max(1, largest[b])) / Math.log(2);
                heat[c][b] = (byte) Math.round(255 * Math.min(1, doublings / HEAT_DOUBLINGS));
            }
        }
        return heat;
    }

    /** Lowest and highest expected value (two standard deviations each side) of each bucket of rows. */
    private static final class Band {
        final double[] low;
        final double[] high;
        final int rowsPerPoint;

        Band(int points, int rowsPerPoint) {
            low = new double[points];
            high = new double[points];
            Arrays.fill(low, Double.NaN);
            Arrays.fill(high, Double.NaN);
            this.rowsPerPoint = rowsPerPoint;
        }

        void add(int row, double expected, double spread) {
            double below = expected - 2 * spread;
            double above = expected + 2 * spread;
            if (Double.isFinite(below) && Double.isFinite(above)) {
                int point = row / rowsPerPoint;
                low[point] = Double.isNaN(low[point]) ? below : Math.min(low[point], below);
                high[point] = Double.isNaN(high[point]) ? above : Math.max(high[point], above);
            }
        }

        Map<String, Object> track(double[] values) {
            Map<String, Object> map =
                    Track.of(i -> values[i], values.length, values.length).toMap();
            map.put("rowsPerPoint", rowsPerPoint);
            return map;
        }
    }

    private Band @Nullable [] bands() {
        int rows = series.length();
        int rowsPerPoint = (rows + MAX_BAND_POINTS - 1) / MAX_BAND_POINTS;
        Band[] bands = new Band[series.channelCount()];
        for (int c = 0; c < bands.length; c++) {
            bands[c] = new Band((rows + rowsPerPoint - 1) / rowsPerPoint, rowsPerPoint);
        }
        for (int from = 0; from < rows; from += EXPECTATION_CHUNK) {
            Interval chunk = new Interval(from, Math.min(rows, from + EXPECTATION_CHUNK));
            Optional<Expectation> expectation = judged.expectation(chunk);
            if (expectation.isEmpty()) {
                return null;
            }
            for (int c = 0; c < bands.length; c++) {
                double[] expected = expectation.get().expected()[c];
                double[] spread = expectation.get().spread()[c];
                for (int i = 0; i < expected.length; i++) {
                    bands[c].add(from + i, expected[i], spread[i]);
                }
            }
        }
        return bands;
    }

    private Map<String, Object> event(Event event) {
        Map<String, Object> map = new LinkedHashMap<>();
        Interval rows = event.episode().rows();
        map.put("from", rows.from());
        map.put("to", rows.to());
        map.put("start", event.start());
        map.put("peak", event.peak());
        map.put("end", event.end());
        map.put("duration", event.duration());
        map.put("probability", event.episode().probability());
        map.put("level", event.episode().level().name().toLowerCase(Locale.ROOT));
        map.put("sentence", event.sentence());
        map.put("members", MemberVoices.at(judged.members(), event.episode().peak()));
        List<ChannelFinding> shown = event.affectedChannels().isEmpty()
                ? event.channels().subList(0, Math.min(1, event.channels().size()))
                : event.affectedChannels();
        List<Map<String, Object>> channels = new ArrayList<>();
        for (ChannelFinding finding : shown.subList(0, Math.min(8, shown.size()))) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", finding.channel());
            one.put("index", series.indexOf(finding.channel()));
            one.put("share", finding.share());
            one.put("actualText", finding.actualText());
            one.put("expectedText", finding.expectedText());
            one.put("direction", finding.direction().name().toLowerCase(Locale.ROOT));
            channels.add(one);
        }
        map.put("channels", channels);
        map.put("details", details(rows, shown));
        judged.counterfactual(event)
                .ifPresent(answer -> map.put(
                        "counterfactual",
                        answer instanceof Counterfactual told
                                ? counterfactual(told)
                                : Map.of("sentence", answer.sentence())));
        judged.evidence(event).ifPresent(evidence -> map.put("evidence", evidence(evidence)));
        return map;
    }

    /**
     * What was measured about an event and the judged course of some channels, with bands of what was drawn; long stretches are
     * thinned by their extremes.
     */
    private Map<String, Object> counterfactual(Counterfactual told) {
        int context = Math.max(MIN_CONTEXT_ROWS / 2, told.rows().length() / 2);
        Interval around = new Interval(
                Math.max(0, told.rows().from() - context),
                Math.min(series.length(), told.rows().to() + context));
        int bucket = (around.length() + MAX_DETAIL_POINTS - 1) / MAX_DETAIL_POINTS;
        List<Map<String, Object>> channels = new ArrayList<>();
        for (Counterfactual.Course course : told.courses()
                .subList(0, Math.min(DETAIL_CHANNELS, told.courses().size()))) {
            int c = course.channel();
            double[] expected = nothing(around.length());
            int first = told.rows().from() - around.from();
            double[] judgedAgain = nothing(around.length());
            System.arraycopy(course.expected(), 0, expected, first, told.rows().length());
            System.arraycopy(course.judged(), 0, judgedAgain, first, told.rows().length());
            Map<String, List<@Nullable Double>> lines = new LinkedHashMap<>();
            for (int start = 0; start < around.length(); start += bucket) {
                int i = mostDeparted(c, around.from(), start, Math.min(around.length(), start + bucket), expected);
                int row = around.from() + i;
                boolean inside = told.rows().contains(row);
                add(lines, "actual", series.isMissing(c, row) ? Double.NaN : series.value(c, row));
                add(lines, "normal", judgedAgain[i]);
                add(lines, "low80", inside ? course.low80()[i - first] : Double.NaN);
                add(lines, "high80", inside ? course.high80()[i - first] : Double.NaN);
                add(lines, "low95", inside ? course.low95()[i - first] : Double.NaN);
                add(lines, "high95", inside ? course.high95()[i - first] : Double.NaN);
            }
            Map<String, Object> one = new LinkedHashMap<>(lines);
            one.put("index", c);
            channels.add(one);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sentence", told.sentence());
        map.put("from", around.from());
        map.put("to", around.to());
        map.put("channels", channels);
        map.put("changed", told.courses().size());
        return map;
    }

    private static void add(Map<String, List<@Nullable Double>> lines, String name, double value) {
        lines.computeIfAbsent(name, any -> new ArrayList<>()).add(finite(value));
    }

    /** The event's window and the normal one, thinned out evenly where they are long. */
    private Map<String, Object> evidence(NormalEvidence evidence) {
        int length = evidence.rows().length();
        int stride = (length + MAX_EVIDENCE_POINTS - 1) / MAX_EVIDENCE_POINTS;
        List<Map<String, Object>> channels = new ArrayList<>();
        for (int i = 0; i < evidence.channels().length; i++) {
            int c = evidence.channels()[i];
            List<@Nullable Double> actual = new ArrayList<>();
            List<@Nullable Double> normal = new ArrayList<>();
            for (int o = 0; o < length; o += stride) {
                int row = evidence.rows().from() + o;
                actual.add(finite(series.isMissing(c, row) ? Double.NaN : series.value(c, row)));
                normal.add(finite(evidence.normal()[i][o]));
            }
            channels.add(Map.of("index", c, "actual", actual, "normal", normal));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sentence", evidence.sentence());
        map.put("from", evidence.rows().from());
        map.put("to", evidence.rows().to());
        map.put("channels", channels);
        return map;
    }

    /** The table of the states, and the rows at which each begins. */
    private Map<String, Object> states(States states) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (State state : states.found()) {
            List<@Nullable Double> means = new ArrayList<>();
            for (double mean : state.means()) {
                means.add(finite(mean));
            }
            found.add(Map.of("share", state.share(), "dwell", state.dwell(), "means", means));
        }
        List<int[]> runs = new ArrayList<>();
        int[] rows = states.rows();
        for (int row = 0; row < rows.length; row++) {
            if (row == 0 || rows[row] != rows[row - 1]) {
                runs.add(new int[] {row, rows[row]});
            }
        }
        return Map.of("found", found, "runs", runs);
    }

    /** Actual and expected signal of the first channels around an event; long stretches are thinned by their extremes. */
    private List<Map<String, Object>> details(Interval event, List<ChannelFinding> findings) {
        int context = Math.min(MAX_DETAIL_ROWS, Math.max(MIN_CONTEXT_ROWS, event.length()));
        Interval around = new Interval(
                Math.max(0, event.from() - context),
                Math.min(series.length(), Math.min(event.to(), event.from() + MAX_DETAIL_ROWS) + context));
        Optional<Expectation> expectation = judged.expectation(around);
        int bucket = (around.length() + MAX_DETAIL_POINTS - 1) / MAX_DETAIL_POINTS;
        List<Map<String, Object>> details = new ArrayList<>();
        for (ChannelFinding finding : findings.subList(0, Math.min(DETAIL_CHANNELS, findings.size()))) {
            int c = series.indexOf(finding.channel());
            double[] expected = expectation.map(e -> e.expected()[c]).orElseGet(() -> nothing(around.length()));
            double[] spread = expectation.map(e -> e.spread()[c]).orElseGet(() -> nothing(around.length()));
            List<Integer> rows = new ArrayList<>();
            List<@Nullable Double> actuals = new ArrayList<>();
            List<@Nullable Double> means = new ArrayList<>();
            List<@Nullable Double> lows = new ArrayList<>();
            List<@Nullable Double> highs = new ArrayList<>();
            for (int start = 0; start < around.length(); start += bucket) {
                int i = mostDeparted(c, around.from(), start, Math.min(around.length(), start + bucket), expected);
                int row = around.from() + i;
                rows.add(row);
                actuals.add(finite(series.isMissing(c, row) ? Double.NaN : series.value(c, row)));
                means.add(finite(expected[i]));
                lows.add(finite(expected[i] - 2 * spread[i]));
                highs.add(finite(expected[i] + 2 * spread[i]));
            }
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("index", c);
            detail.put("rows", rows);
            detail.put("actual", actuals);
            detail.put("expected", means);
            detail.put("low", lows);
            detail.put("high", highs);
            details.add(detail);
        }
        return details;
    }

    private int mostDeparted(int channel, int offset, int from, int to, double[] expected) {
        int chosen = from;
        double largest = -1;
        for (int i = from; i < to; i++) {
            double value = series.value(channel, offset + i);
            double departure = Math.abs(Double.isNaN(expected[i]) ? value : value - expected[i]);
            if (departure > largest) {
                largest = departure;
                chosen = i;
            }
        }
        return chosen;
    }

    private static double[] nothing(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private Map<String, Object> quality() {
        List<Map<String, Object>> channels = new ArrayList<>();
        for (ChannelQuality channel : content.quality().channels()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", channel.name());
            map.put("missing", channel.missing());
            map.put("min", finite(channel.min()));
            map.put("median", finite(channel.median()));
            map.put("max", finite(channel.max()));
            map.put("noise", finite(channel.noise()));
            map.put("remarks", channel.remarks());
            channels.add(map);
        }
        return Map.of("notes", content.quality().notes(), "channels", channels);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(6)).doubleValue()
                : null;
    }
}
