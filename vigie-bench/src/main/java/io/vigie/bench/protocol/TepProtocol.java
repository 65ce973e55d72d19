package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.Tep;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.WindowLengthRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fault detection on the Tennessee Eastman plant as process-monitoring papers report it (Russell, Chiang and Braatz,
 * "Fault detection in industrial processes using canonical variate analysis and dynamic principal component analysis",
 * Chemometrics and Intelligent Laboratory Systems 51, 2000).
 *
 * <p>Two kinds of alarm. The classical one: a row alarms where its score is above the limit that 1 % of the rows of the
 * normal test run exceed (of 960 rows the tenth highest is the first above it). FDR and FAR are the shares of alarming
 * rows after and before the start of the fault. The delay is that of the first of six alarming rows in succession, from
 * the first faulty row on; the cell is empty where there are none. The other kind is Vigie's own, {@link BudgetedAlarms},
 * calibrated on the same normal run: whether an episode reaches into the fault, how long after its start, and how many
 * end before it.
 *
 * <p>The limit is set on the normal test run; FAR is measured on the rows before each fault, which are other rows. Rows are
 * three minutes apart.
 */
final class TepProtocol implements Protocol {
    static final String ID = "TEP";

    private static final double LIMIT_SHARE = 0.01;
    private static final int SUCCESSION = 6;
    private static final String FDR = "FDR";
    private static final String FAR = "FAR";
    private static final String DELAY = "delay (rows)";
    private static final String DETECTED = "episode detected";
    private static final String EPISODE_DELAY = "episode delay (rows)";
    private static final String FALSE_EPISODES = "false episodes";
    private static final List<String> METRICS = List.of(
            FDR, FAR, DELAY, DETECTED, EPISODE_DELAY, FALSE_EPISODES, "VUS-PR", "R-AUC-PR", "AUC-PR", "AUC-ROC");

    private final Tep data;
    private final WindowLengthRule rule;

    TepProtocol(Tep data, WindowLengthRule rule) {
        this.data = data;
        this.rule = rule;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public BenchmarkCase caseNamed(String name) {
        return data.caseNamed(name);
    }

    @Override
    public List<String> metrics() {
        return METRICS;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        double[] scored = scores.scored();
        double[] normal = scores.calibration();
        int window = LabelWindow.of(series, rule);
        Map<String, Double> all = LabelWindow.metrics(series, scored, window);
        Map<String, Double> metrics = new LinkedHashMap<>();
        classical(scored, limit(normal), metrics);
        BudgetedAlarms alarms = BudgetedAlarms.of(normal, scored, Duration.ZERO);
        episodes(alarms, metrics);
        for (String name : METRICS) {
            Double value = all.get(name);
            if (value != null) {
                metrics.put(name, value);
            }
        }
        return new Measurement(Measurement.ruleName(rule), window, metrics);
    }

    /** The score that a hundredth of the rows exceed. */
    static double limit(double[] normal) {
        double[] sorted = normal.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1 - (int) (LIMIT_SHARE * sorted.length)];
    }

    private static void classical(double[] scored, double limit, Map<String, Double> metrics) {
        int before = 0;
        int after = 0;
        int run = 0;
        int delay = -1;
        for (int row = 0; row < scored.length; row++) {
            boolean alarm = scored[row] > limit;
            if (row < Tep.FAULT_ROW) {
                before += alarm ? 1 : 0;
                continue;
            }
            after += alarm ? 1 : 0;
            run = alarm ? run + 1 : 0;
            if (run == SUCCESSION && delay < 0) {
                delay = row - SUCCESSION + 1 - Tep.FAULT_ROW;
            }
        }
        metrics.put(FDR, (double) after / (scored.length - Tep.FAULT_ROW));
        metrics.put(FAR, (double) before / Tep.FAULT_ROW);
        if (delay >= 0) {
            metrics.put(DELAY, (double) delay);
        }
    }

    private static void episodes(BudgetedAlarms alarms, Map<String, Double> metrics) {
        int row = Tep.FAULT_ROW;
        while (row < alarms.rows().length && !alarms.rows()[row]) {
            row++;
        }
        boolean detected = row < alarms.rows().length;
        metrics.put(DETECTED, detected ? 1.0 : 0.0);
        if (detected) {
            metrics.put(EPISODE_DELAY, (double) row - Tep.FAULT_ROW);
        }
        metrics.put(FALSE_EPISODES, (double) alarms.episodes().stream()
                .filter(episode -> episode.rows().to() <= Tep.FAULT_ROW)
                .count());
    }

    /** Means over faults; those of the delays over the faults that were detected and did not fail. */
    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        List<ResultRow> succeeded = rows.stream().filter(row -> !row.failed()).toList();
        Map<String, Double> summary = new LinkedHashMap<>();
        List<String> delays = new ArrayList<>(List.of(DELAY, EPISODE_DELAY));
        for (String metric : METRICS) {
            summary.putAll(Means.means(delays.contains(metric) ? succeeded : rows, List.of(metric)));
        }
        return summary;
    }
}
