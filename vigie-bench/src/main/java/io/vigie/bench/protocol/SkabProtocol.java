package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.Skab;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.NabProfile;
import io.vigie.evaluate.NabTally;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.judge.Episode;
import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SKAB's two tasks on each run of its test bed (Katser and Kozitsin, "Skoltech Anomaly Benchmark (SKAB)", 2020): outliers
 * and change points. As in its authors' notebooks the first 400 rows of a run teach and the whole run is scored.
 *
 * <p>Outliers: the threshold-free metrics, and F1, false-alarm rate and missed-alarm rate of the rows in Vigie's own
 * episodes ({@link BudgetedAlarms}); the summary has these three from the counts of all runs together, as SKAB's
 * leaderboard does. That leaderboard's methods set their thresholds by rules of their own, so the figures stand beside,
 * not in, it.
 *
 * <p>Change points: the first row of each episode and the row after its last are the predicted changes. A labelled change
 * is found by the first predicted one at most {@value #REACH} rows (about as many seconds) before or after it; labelled
 * ones whose reach overlaps count once. The delay is that of the first of them, negative where the prediction came early. All
 * others are false. NAB's score is that of these windows of reach under SKAB's three profiles; train rows do not count.
 */
final class SkabProtocol implements Protocol {
    static final String ID = "SKAB";

    private static final int REACH = 30;
    private static final String DELAY = "change delay (rows)";
    private static final List<String> SCORE_METRICS =
            List.of("VUS-PR", "VUS-ROC", "R-AUC-PR", "AUC-PR", "AUC-ROC", "Standard-F1", "Event-F1", "R-F1");
    private static final List<String> COUNTS = List.of("TP rows", "FP rows", "FN rows", "TN rows");
    private static final List<String> CHANGES =
            List.of("changes", "changes found", "changes missed", "false changes", "changes earned", "changes cost");

    private final Skab data;
    private final WindowLengthRule rule;

    SkabProtocol(Skab data, WindowLengthRule rule) {
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
        List<String> metrics = new ArrayList<>(SCORE_METRICS);
        metrics.addAll(COUNTS);
        metrics.addAll(CHANGES);
        metrics.add(DELAY);
        return metrics;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        double[] scored = scores.scored();
        int window = LabelWindow.of(series, rule);
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Double> all = LabelWindow.metrics(series, scored, window);
        SCORE_METRICS.forEach(name -> metrics.put(name, all.getOrDefault(name, Double.NaN)));
        BudgetedAlarms alarms = BudgetedAlarms.of(
                scores.calibration(), scored, series.scored().time().medianStep());
        int[] counts = new int[COUNTS.size()];
        for (int row = 0; row < scored.length; row++) {
            boolean anomalous = series.labels().isAnomalous(row);
            boolean alarm = alarms.rows()[row];
            counts[alarm ? (anomalous ? 0 : 1) : (anomalous ? 2 : 3)]++;
        }
        for (int i = 0; i < counts.length; i++) {
            metrics.put(COUNTS.get(i), (double) counts[i]);
        }
        changes(data.changePoints(series.name()), alarms.episodes(), scored.length, metrics);
        return new Measurement(Measurement.ruleName(rule), window, metrics);
    }

    static void changes(List<Integer> labelled, List<Episode> episodes, int rows, Map<String, Double> metrics) {
        boolean[] predicted = new boolean[rows];
        for (Episode episode : episodes) {
            predicted[episode.rows().from()] = true;
            if (episode.rows().to() < rows) {
                predicted[episode.rows().to()] = true;
            }
        }
        List<Interval> windows = new ArrayList<>();
        List<Integer> changes = new ArrayList<>();
        for (int change : labelled) {
            Interval reach = new Interval(Math.max(0, change - REACH), Math.min(rows, change + REACH + 1));
            Interval last = windows.isEmpty() ? null : windows.get(windows.size() - 1);
            if (last != null && reach.from() < last.to()) {
                windows.set(windows.size() - 1, new Interval(last.from(), reach.to()));
            } else {
                windows.add(reach);
                changes.add(change);
            }
        }
        int falseChanges = 0;
        int found = 0;
        double delays = 0;
        boolean[] isFound = new boolean[windows.size()];
        for (int row = Skab.TRAIN_ROWS; row < rows; row++) {
            int at = predicted[row] ? windowOf(row, windows) : -1;
            falseChanges += predicted[row] && at < 0 ? 1 : 0;
            if (at >= 0 && !isFound[at]) {
                isFound[at] = true;
                found++;
                delays += row - changes.get(at);
            }
        }
        NabTally tally = NabTally.of(predicted, windows, Skab.TRAIN_ROWS);
        double[] values = {
            tally.windows(), found, tally.missed(), falseChanges, tally.earned(), tally.falseAlarms(),
        };
        for (int i = 0; i < values.length; i++) {
            metrics.put(CHANGES.get(i), values[i]);
        }
        if (found > 0) {
            metrics.put(DELAY, delays / found);
        }
    }

    private static int windowOf(int row, List<Interval> windows) {
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i).contains(row)) {
                return i;
            }
        }
        return -1;
    }

    /** Failed runs count as 0 in the means; their rows and changes are not in the counts. */
    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        Map<String, Double> summary = new LinkedHashMap<>(Means.means(rows, SCORE_METRICS));
        double hits = Means.sum(rows, "TP rows");
        double falseRows = Means.sum(rows, "FP rows");
        double missedRows = Means.sum(rows, "FN rows");
        double quiet = Means.sum(rows, "TN rows");
        summary.put("F1 (all runs)", hits / (hits + (falseRows + missedRows) / 2));
        summary.put("FAR (all runs)", falseRows / (falseRows + quiet));
        summary.put("MAR (all runs)", missedRows / (missedRows + hits));
        CHANGES.subList(0, 4).forEach(name -> summary.put(name, Means.sum(rows, name)));
        summary.putAll(Means.means(rows.stream().filter(row -> !row.failed()).toList(), List.of(DELAY)));
        NabTally tally = new NabTally(
                Means.sum(rows, "changes earned"),
                Means.sum(rows, "changes cost"),
                (int) Means.sum(rows, "changes missed"),
                (int) Means.sum(rows, "changes"));
        for (NabProfile profile : NabProfile.values()) {
            summary.put("changes NAB " + profile.label(), tally.normalised(profile));
        }
        return summary;
    }
}
