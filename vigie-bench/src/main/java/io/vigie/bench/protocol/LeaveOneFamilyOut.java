package io.vigie.bench.protocol;

import io.vigie.bench.run.ResultRow;
import io.vigie.series.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How well settings carry over to families of series that had no say in their choice. Each family in turn is left out: the
 * setting with the highest mean of the other families' mean VUS-PR is chosen, as settings are chosen on all of them, and
 * held against the best setting for the family left out and against a default (leave-one-group-out validation, Hastie et al.,
 * "The Elements of Statistical Learning", 2009, section 7.10, with families as folds because their series are alike).
 *
 * @param settings labels of the settings
 * @param families one line a family left out
 */
public record LeaveOneFamilyOut(List<String> settings, List<LeftOut> families) {
    private static final String METRIC = "VUS-PR";

    /**
     * A family that was left out.
     *
     * @param family its name
     * @param chosen setting chosen on the other families
     * @param value mean VUS-PR of the chosen one on the family
     * @param best best setting for the family itself, the chosen one where they are equal
     * @param bestValue its mean VUS-PR
     * @param defaultValue mean VUS-PR of the default
     */
    public record LeftOut(
            String family, String chosen, double value, String best, double bestValue, double defaultValue) {
        /** What is lost against the best setting for the family; at least 0. */
        public double loss() {
            return bestValue - value;
        }

        /** What is won over the default; negative where the default is better. */
        public double gain() {
            return value - defaultValue;
        }
    }

    public LeaveOneFamilyOut {
        settings = List.copyOf(settings);
        families = List.copyOf(families);
    }

    /**
     * The study of some runs; seeds are averaged, failed runs count 0.
     *
     * @param rows runs of every setting on the same series
     * @param standard label of the default, one of the settings
     * @throws BadInputException if there is one setting or one family only, the default is not there, or a setting lacks
     *     series that another has
     */
    public static LeaveOneFamilyOut of(List<ResultRow> rows, String standard) {
        Set<String> settings = new LinkedHashSet<>(List.of(standard));
        Set<String> families = new LinkedHashSet<>();
        Map<String, Set<String>> series = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            settings.add(row.key().detector());
            families.add(row.family());
            series.computeIfAbsent(row.key().detector(), label -> new TreeSet<>())
                    .add(seriesOf(row));
        }
        requireSame(settings, series, standard);
        if (settings.size() < 2 || families.size() < 2) {
            throw new BadInputException("the results have " + settings.size() + " settings on " + families.size()
                    + " families; a choice that leaves one out needs at least two of each");
        }
        Map<String, Map<String, Double>> means = new LinkedHashMap<>();
        for (String setting : settings) {
            Map<String, Double> ofSetting = new LinkedHashMap<>();
            for (String family : families) {
                ofSetting.put(family, mean(rows, setting, family));
            }
            means.put(setting, ofSetting);
        }
        List<LeftOut> leftOut = new ArrayList<>();
        for (String family : families) {
            Map<String, Double> elsewhere = new LinkedHashMap<>();
            Map<String, Double> here = new LinkedHashMap<>();
            means.forEach((setting, byFamily) -> {
                double all = byFamily.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                double own = byFamily.getOrDefault(family, Double.NaN);
                elsewhere.put(setting, (all - own) / (families.size() - 1));
                here.put(setting, own);
            });
            String chosen = highest(elsewhere, standard);
            String best = highest(here, chosen);
            leftOut.add(new LeftOut(
                    family,
                    chosen,
                    here.getOrDefault(chosen, Double.NaN),
                    best,
                    here.getOrDefault(best, Double.NaN),
                    here.getOrDefault(standard, Double.NaN)));
        }
        return new LeaveOneFamilyOut(List.copyOf(settings), leftOut);
    }

    /** What tells series apart: protocols may have series of one name. */
    private static String seriesOf(ResultRow row) {
        return row.key().protocol() + "/" + row.key().file();
    }

    private static void requireSame(Set<String> settings, Map<String, Set<String>> series, String standard) {
        Set<String> all = new TreeSet<>();
        series.values().forEach(all::addAll);
        for (String setting : settings) {
            Set<String> lacking = new TreeSet<>(all);
            lacking.removeAll(series.getOrDefault(setting, Set.of()));
            if (!lacking.isEmpty()) {
                throw new BadInputException("'" + setting + "' lacks " + lacking.size() + " of " + all.size()
                        + " series that other settings were run on, such as "
                        + lacking.iterator().next()
                        + (setting.equals(standard) ? "; it is the default: name another with --default" : "")
                        + "; finish the run first");
            }
        }
    }

    /** Mean over the series of a family of the mean over seeds. */
    private static double mean(List<ResultRow> rows, String setting, String family) {
        Map<String, List<ResultRow>> bySeries = new TreeMap<>();
        for (ResultRow row : rows) {
            if (row.key().detector().equals(setting) && row.family().equals(family)) {
                bySeries.computeIfAbsent(seriesOf(row), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return bySeries.values().stream()
                .mapToDouble(runs -> Means.mean(runs, METRIC))
                .average()
                .orElseThrow(() -> new BadInputException("'" + setting + "' has no run on the family " + family));
    }

    /** The key of the highest value; the preferred one where it is as high, else the first. */
    private static String highest(Map<String, Double> values, String preferred) {
        String highest = preferred;
        for (Map.Entry<String, Double> one : values.entrySet()) {
            if (one.getValue() > values.getOrDefault(highest, Double.NEGATIVE_INFINITY)) {
                highest = one.getKey();
            }
        }
        return highest;
    }

    /** The largest loss of any family. */
    public double worstLoss() {
        return families.stream().mapToDouble(LeftOut::loss).max().orElse(0);
    }

    /** A table in Markdown, a line a family, and the largest loss below. */
    public String markdown() {
        StringBuilder text = new StringBuilder(MarkdownTable.header(List.of(
                "left out", "chosen without it", METRIC, "best for it", METRIC, "loss", "default", "against default")));
        for (LeftOut one : families) {
            text.append(MarkdownTable.line(List.of(
                    one.family(),
                    MarkdownTable.escaped(one.chosen()),
                    MarkdownTable.decimals(one.value(), 3),
                    MarkdownTable.escaped(one.best()),
                    MarkdownTable.decimals(one.bestValue(), 3),
                    MarkdownTable.decimals(one.loss(), 3),
                    MarkdownTable.decimals(one.defaultValue(), 3),
                    MarkdownTable.signed(one.gain(), 3))));
        }
        double mean = families.stream().mapToDouble(LeftOut::loss).average().orElse(0);
        return text + "\nloss: " + MarkdownTable.decimals(mean, 3) + " on average, "
                + MarkdownTable.decimals(worstLoss(), 3) + " at most, over " + families.size() + " families and "
                + settings.size() + " settings\n";
    }
}
