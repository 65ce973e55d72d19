package io.vigie.bench.protocol;

import io.vigie.bench.data.Disturbance;
import io.vigie.bench.data.DisturbedCase;
import io.vigie.bench.run.ResultRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What detectors lose under each disturbance: mean VUS-PR over the series, seeds averaged first, a failed run counting 0. A
 * loss is against the same detector on the same series undisturbed, a lead against another detector on the same disturbed
 * series; neither is told where a series is missing on either side.
 */
public final class RobustnessSummary {
    private static final String METRIC = "VUS-PR";

    /** [detector][disturbance][series]. */
    private final Map<String, Map<Disturbance, Map<String, Double>>> figures = new LinkedHashMap<>();

    private RobustnessSummary() {}

    /**
     * The summary of some runs.
     *
     * @param detectors labels of the detectors, in order of the columns
     */
    public static RobustnessSummary of(List<String> detectors, List<ResultRow> rows) {
        RobustnessSummary summary = new RobustnessSummary();
        for (String detector : detectors) {
            Map<Disturbance, Map<String, List<ResultRow>>> runs = new EnumMap<>(Disturbance.class);
            for (ResultRow row : rows) {
                if (row.key().detector().equals(detector)) {
                    String name = row.key().file();
                    runs.computeIfAbsent(DisturbedCase.disturbance(name), key -> new HashMap<>())
                            .computeIfAbsent(DisturbedCase.sourceName(name), key -> new ArrayList<>())
                            .add(row);
                }
            }
            Map<Disturbance, Map<String, Double>> means = new EnumMap<>(Disturbance.class);
            runs.forEach((disturbance, bySeries) -> {
                Map<String, Double> bySource = new HashMap<>();
                bySeries.forEach((series, some) -> bySource.put(series, Means.mean(some, METRIC)));
                means.put(disturbance, bySource);
            });
            summary.figures.put(detector, means);
        }
        return summary;
    }

    /** Mean VUS-PR of a detector under a disturbance; NaN where it has no run. */
    public double mean(String detector, Disturbance disturbance) {
        return series(detector, disturbance).values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** Mean VUS-PR less that of the same series undisturbed; NaN where they are not the same series. */
    public double change(String detector, Disturbance disturbance) {
        return difference(series(detector, disturbance), series(detector, Disturbance.UNDISTURBED));
    }

    /** Mean VUS-PR less that of a rival on the same series under the same disturbance; NaN where they are not the same. */
    public double lead(String detector, String rival, Disturbance disturbance) {
        return difference(series(detector, disturbance), series(rival, disturbance));
    }

    private Map<String, Double> series(String detector, Disturbance disturbance) {
        return figures.getOrDefault(detector, Map.of()).getOrDefault(disturbance, Map.of());
    }

    private static double difference(Map<String, Double> these, Map<String, Double> those) {
        if (!these.keySet().equals(those.keySet())) {
            return Double.NaN;
        }
        return these.entrySet().stream()
                .mapToDouble(one -> one.getValue() - those.getOrDefault(one.getKey(), Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * A table in Markdown, a line a disturbance that was run: mean VUS-PR of each detector, in parentheses the change against
     * undisturbed, and the leads over a rival.
     *
     * @param rival label of the detector that leads are over; one without runs leaves these columns empty
     */
    public String markdown(String rival) {
        List<String> rivalled =
                figures.keySet().stream().filter(one -> !one.equals(rival)).toList();
        List<String> header = new ArrayList<>(List.of(METRIC));
        figures.keySet().forEach(detector -> header.add(MarkdownTable.escaped(detector)));
        rivalled.forEach(detector -> header.add(MarkdownTable.escaped(detector + " - " + rival)));
        StringBuilder text = new StringBuilder(MarkdownTable.header(header));
        for (Disturbance disturbance : Disturbance.values()) {
            if (figures.keySet().stream()
                    .allMatch(one -> series(one, disturbance).isEmpty())) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(disturbance.label()));
            for (String detector : figures.keySet()) {
                String mean = MarkdownTable.decimals(mean(detector, disturbance), 3);
                boolean changed = disturbance != Disturbance.UNDISTURBED;
                cells.add(changed ? mean + " (" + MarkdownTable.signed(change(detector, disturbance), 3) + ")" : mean);
            }
            rivalled.forEach(detector -> cells.add(MarkdownTable.signed(lead(detector, rival, disturbance), 3)));
            text.append(MarkdownTable.line(cells));
        }
        return text.toString();
    }
}
