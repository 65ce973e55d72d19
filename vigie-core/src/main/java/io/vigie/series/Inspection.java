package io.vigie.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a series looks like before any model sees it: size, sampling, channels, and what a person should look at.
 *
 * @param name name of the series
 * @param rows number of rows
 * @param from first time (or row number) in the series
 * @param to last time (or row number) in the series
 * @param sampling order, repetitions, regularity and gaps of the times
 * @param channels one entry a channel, in order
 * @param labels how the rows are labelled, where labels are given
 * @param findings what concerns the series as a whole, a sentence each
 * @param reading what was understood of the file, where the series comes from one
 */
public record Inspection(
        String name,
        int rows,
        String from,
        String to,
        SamplingReport sampling,
        List<ChannelInspection> channels,
        Optional<LabelCount> labels,
        List<String> findings,
        Optional<ReadReport> reading) {
    private static final int NAME_WIDTH = 30;

    public Inspection {
        channels = List.copyOf(channels);
        findings = List.copyOf(findings);
    }

    /**
     * How the rows are labelled.
     *
     * @param normal rows labelled normal
     * @param anomalous rows labelled anomalous
     * @param unknown rows of unknown state
     * @param anomalies runs of anomalous rows
     */
    public record LabelCount(int normal, int anomalous, int unknown, int anomalies) {}

    /** Inspects a series; O(c n log n). */
    public static Inspection of(TimeSeries series, Optional<Labels> labels) {
        return of(series, labels, Optional.empty());
    }

    /** Inspects what was read from a file. */
    public static Inspection of(CsvResult result) {
        return of(result.series(), result.labels(), Optional.of(result.report()));
    }

    private static Inspection of(TimeSeries series, Optional<Labels> labels, Optional<ReadReport> reading) {
        List<ChannelInspection> channels = new ArrayList<>();
        for (int c = 0; c < series.channelCount(); c++) {
            channels.add(ChannelInspector.inspect(series, c));
        }
        SamplingReport sampling = Sampling.analyse(series);
        List<String> findings = new ArrayList<>(sampling.findings());
        findings.addAll(copies(series));
        int rows = series.length();
        return new Inspection(
                series.name(),
                rows,
                rows == 0 ? "" : series.time().format(0),
                rows == 0 ? "" : series.time().format(rows - 1),
                sampling,
                channels,
                labels.map(given -> new LabelCount(
                        given.count(Labels.State.NORMAL),
                        given.count(Labels.State.ANOMALOUS),
                        given.count(Labels.State.UNKNOWN),
                        given.anomalies().size())),
                findings,
                reading);
    }

    /** Channels that repeat an earlier one, value by value, other than constant ones. */
    private static List<String> copies(TimeSeries series) {
        Map<Integer, List<Integer>> byHash = new HashMap<>();
        List<String> findings = new ArrayList<>();
        for (int c = 0; c < series.channelCount(); c++) {
            double[] values = series.channelValues(c);
            boolean moves = false;
            for (int i = 1; i < values.length && !moves; i++) {
                moves = !Double.isNaN(values[i]) && !Double.isNaN(values[0]) && values[i] != values[0];
            }
            if (!moves) {
                continue;
            }
            List<Integer> earlier = byHash.computeIfAbsent(Arrays.hashCode(values), hash -> new ArrayList<>());
            for (int other : earlier) {
                if (Arrays.equals(series.channelValues(other), values)) {
                    findings.add("'" + series.channel(c).name() + "' is a copy of '"
                            + series.channel(other).name() + "'");
                    break;
                }
            }
            earlier.add(c);
        }
        return findings;
    }

    /** The inspection as text: what was read, the sampling, one line a channel, then what to look at. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        String end = System.lineSeparator();
        reading.ifPresent(report -> text.append(report.toText()).append(end));
        text.append(String.format(
                        Locale.ROOT, "%s: %s, %s", name, count(rows, "row"), count(channels.size(), "channel")))
                .append(end);
        if (sampling.hasTime()) {
            text.append("  from ").append(from).append(" to ").append(to);
            if (!sampling.medianStep().isZero()) {
                text.append(", a row every ").append(Durations.show(sampling.medianStep()));
            }
            text.append(sampling.isRegular() ? ", regular, no gaps" : "").append(end);
        }
        labels.ifPresent(count -> text.append(String.format(
                Locale.ROOT,
                "  labels: %,d anomalous rows (%.3g %%) in %s, %,d normal, %,d unknown%s",
                count.anomalous(),
                100.0 * count.anomalous() / Math.max(1, rows),
                count(count.anomalies(), "run"),
                count.normal(),
                count.unknown(),
                end)));
        text.append(end);
        appendTable(text, end);
        List<String> all = new ArrayList<>(findings);
        for (ChannelInspection channel : channels) {
            for (String suspicion : channel.suspicions()) {
                all.add("'" + channel.name() + "' " + suspicion);
            }
        }
        if (!all.isEmpty()) {
            text.append(end).append("Look at:").append(end);
            all.forEach(finding -> text.append("  ").append(finding).append(end));
        }
        return text.toString();
    }

    private void appendTable(StringBuilder text, String end) {
        int width = "channel".length();
        for (ChannelInspection channel : channels) {
            width = Math.max(width, Math.min(NAME_WIDTH, label(channel).length()));
        }
        String row = "%-" + width + "s  %8s  %10s  %10s  %10s  %10s  %8s  %s";
        text.append(String.format(
                        Locale.ROOT, row, "channel", "missing", "min", "median", "max", "noise", "distinct", "kind"))
                .append(end);
        for (ChannelInspection channel : channels) {
            text.append(String.format(
                            Locale.ROOT,
                            row,
                            cut(label(channel), width),
                            channel.missing() == 0 ? "0" : percent(channel.missingShare()),
                            number(channel.min()),
                            number(channel.median()),
                            number(channel.max()),
                            number(channel.noise()),
                            channel.distinct(),
                            channel.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                    + (channel.suspicions().isEmpty() ? "" : " *")))
                    .append(end);
        }
    }

    private static String label(ChannelInspection channel) {
        String unit = channel.unit();
        return unit == null || channel.name().endsWith("[" + unit + "]")
                ? channel.name()
                : channel.name() + " [" + unit + "]";
    }

    private static String cut(String name, int width) {
        // The end of a long name tells channels of one plant apart better than its middle.
        return name.length() <= width
                ? name
                : name.substring(0, width / 2 - 1) + ".." + name.substring(name.length() - (width - width / 2 - 1));
    }

    private static String percent(double share) {
        return share >= 0.9995 && share < 1
                ? ">99.9 %"
                : share < 0.0005 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A number with its noun. */
    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** Five significant digits, without zeros that say nothing. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        } else if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e7 || size < 1e-4) {
            if (size == Math.rint(size) && size < 1e10) {
                return String.format(Locale.ROOT, "%.0f", value);
            }
            return String.format(Locale.ROOT, "%.3e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(5));
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return rounded.stripTrailingZeros().toPlainString();
    }
}
