package io.vigie.bench.protocol;

import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Track;
import io.vigie.bench.run.ResultRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the runs of one detector on the development sets come to. A failed run has a VUS-PR of 0 and is not in the figures of
 * events.
 *
 * @param vusPr mean VUS-PR of each set that has runs, in order of the tables
 * @param meanOfSets mean of these means: the figure to choose by, each set counting once whatever its size
 * @param segments labelled segments of all sets together
 * @param found those that an event touches
 * @param events events of all sets together
 * @param falseEvents those that touch no label
 * @param foundShare share of the segments found, mean of the sets' shares; NaN where there is none
 * @param falseRate events that touch no label in 1000 normal rows, mean of the sets' rates; NaN where there is none
 */
public record DevelopmentSummary(
        Map<String, Double> vusPr,
        double meanOfSets,
        double segments,
        double found,
        double events,
        double falseEvents,
        double foundShare,
        double falseRate) {
    private static final String METRIC = "VUS-PR";

    public DevelopmentSummary {
        vusPr = Collections.unmodifiableMap(new LinkedHashMap<>(vusPr));
    }

    /** The summary of one detector's runs on a track. */
    public static DevelopmentSummary of(Track track, List<ResultRow> rows) {
        Map<String, Double> vusPr = new LinkedHashMap<>();
        List<Double> shares = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (String set : DevelopmentSets.names(track)) {
            List<ResultRow> runs =
                    rows.stream().filter(row -> row.family().equals(set)).toList();
            if (runs.isEmpty()) {
                continue;
            }
            vusPr.put(set, Means.mean(runs, METRIC));
            double segments = Means.sum(runs, DevelopmentProtocol.SEGMENTS);
            if (segments > 0) {
                shares.add(Means.sum(runs, DevelopmentProtocol.FOUND) / segments);
                rates.add(1000
                        * Means.sum(runs, DevelopmentProtocol.FALSE_EVENTS)
                        / Means.sum(runs, DevelopmentProtocol.NORMAL_ROWS));
            }
        }
        return new DevelopmentSummary(
                vusPr,
                mean(List.copyOf(vusPr.values())),
                Means.sum(rows, DevelopmentProtocol.SEGMENTS),
                Means.sum(rows, DevelopmentProtocol.FOUND),
                Means.sum(rows, DevelopmentProtocol.EVENTS),
                Means.sum(rows, DevelopmentProtocol.FALSE_EVENTS),
                mean(shares),
                mean(rates));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The figures by name, in order of the table. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        vusPr.forEach((set, value) -> figures.put(METRIC + " " + set, value));
        figures.put(METRIC + " mean of sets", meanOfSets);
        figures.put(DevelopmentProtocol.SEGMENTS, segments);
        figures.put(DevelopmentProtocol.FOUND, found);
        figures.put(DevelopmentProtocol.EVENTS, events);
        figures.put(DevelopmentProtocol.FALSE_EVENTS, falseEvents);
        figures.put("share found, mean of sets", foundShare);
        figures.put("false in 1000, mean of sets", falseRate);
        return figures;
    }

    /**
     * Two tables in Markdown, a line a detector: VUS-PR by set, and events.
     *
     * @param byDetector summaries by label, in order of the lines
     */
    public static String markdown(Map<String, DevelopmentSummary> byDetector) {
        Set<String> sets = new LinkedHashSet<>();
        byDetector.values().forEach(summary -> sets.addAll(summary.vusPr.keySet()));
        List<String> header = new ArrayList<>(List.of("VUS-PR"));
        header.addAll(sets);
        header.add("mean of sets");
        StringBuilder text = new StringBuilder(MarkdownTable.header(header));
        byDetector.forEach((label, summary) -> {
            List<String> cells = new ArrayList<>(List.of(MarkdownTable.escaped(label)));
            sets.forEach(set -> cells.add(MarkdownTable.decimals(summary.vusPr.getOrDefault(set, Double.NaN), 3)));
            cells.add("**" + MarkdownTable.decimals(summary.meanOfSets, 3) + "**");
            text.append(MarkdownTable.line(cells));
        });
        text.append('\n')
                .append(MarkdownTable.header(List.of(
                        "events",
                        "segments found",
                        "share, mean of sets",
                        "events",
                        "touch no label",
                        "in 1000 normal rows, mean of sets")));
        byDetector.forEach((label, summary) -> text.append(MarkdownTable.line(List.of(
                MarkdownTable.escaped(label),
                MarkdownTable.decimals(summary.found, 0) + " of " + MarkdownTable.decimals(summary.segments, 0),
                MarkdownTable.decimals(summary.foundShare, 3),
                MarkdownTable.decimals(summary.events, 0),
                MarkdownTable.decimals(summary.falseEvents, 0),
                MarkdownTable.decimals(summary.falseRate, 2)))));
        return text.toString();
    }
}
