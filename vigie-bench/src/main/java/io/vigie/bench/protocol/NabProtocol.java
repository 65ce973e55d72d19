package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.Nab;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.NabProfile;
import io.vigie.evaluate.NabTally;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.judge.NullModel;
import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Numenta Anomaly Benchmark by its own rules (Lavin and Ahmad, ICMLA 2015): the probationary 15 % of a series teach
 * and do not count, one threshold a profile for the whole corpus, chosen where the corpus scores best, and the sum over
 * the corpus normalised so that a detector without alarms has 0 and one alarm on the first row of each window has 100
 * ({@link NabTally}).
 *
 * <p>NAB asks for scores on one scale for all series, and counts every row above the threshold as an alarm of its own, so
 * that detectors report the first row of a disturbance only, as Numenta's own filter does. Ours is surprise, -log10 of the
 * p-value under a null model fitted on the scores of the probationary period; an alarm is a row that reaches a level after
 * {@value #QUIET} rows below it; the threshold is chosen among fixed levels. A result row has what
 * each level earns and costs; the corpus scores follow from all rows of a contestant and seed. A failed run misses every
 * window.
 *
 * <p>NAB means detectors that cannot look ahead. A detector whose descriptor states a delay has seen that many later rows,
 * and its figure is no streaming result.
 *
 * <p>VUS and the other metrics of scores are those of the whole series with NAB's windows as labels; series without a window
 * have none.
 */
final class NabProtocol implements Protocol {
    static final String ID = "NAB";

    private static final double[] LEVELS = {
        1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5, 4.75, 5, 5.5, 6, 7, 8, 10, 12, 15, 20,
        30, 50, 100, 200, 299
    };
    /** Rows below the level before the next alarm; fixed, so that figures of different versions can be compared. */
    private static final int QUIET = 20;

    private static final String WINDOWS = "windows";
    private static final List<String> SCORE_METRICS =
            List.of("VUS-PR", "VUS-ROC", "R-AUC-PR", "AUC-PR", "AUC-ROC", "Standard-F1");

    private final Nab data;
    private final WindowLengthRule rule;

    NabProtocol(Nab data, WindowLengthRule rule) {
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
        metrics.add(WINDOWS);
        for (double level : LEVELS) {
            metrics.add(earned(level));
            metrics.add(cost(level));
            metrics.add(missed(level));
        }
        return metrics;
    }

    private static String earned(double level) {
        return "earned@" + text(level);
    }

    private static String cost(double level) {
        return "cost@" + text(level);
    }

    private static String missed(double level) {
        return "missed@" + text(level);
    }

    private static String text(double level) {
        return level == Math.rint(level) ? Integer.toString((int) level) : Double.toString(level);
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        double[] scored = scores.scored();
        int window = LabelWindow.of(series, rule);
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (LabelWindow.measurable(series.labels())) {
            Map<String, Double> all = LabelWindow.metrics(series, scored, window);
            SCORE_METRICS.forEach(name -> metrics.put(name, all.getOrDefault(name, Double.NaN)));
        }
        double[] surprise = NullModel.fit(scores.calibration()).pValues(scored);
        for (int row = 0; row < surprise.length; row++) {
            surprise[row] = -Math.log10(surprise[row]);
        }
        List<Interval> windows = series.labels().anomalies();
        int probation = Nab.probation(scored.length);
        for (double level : LEVELS) {
            NabTally tally = NabTally.of(onsets(surprise, level), windows, probation);
            metrics.put(WINDOWS, (double) tally.windows());
            metrics.put(earned(level), tally.earned());
            metrics.put(cost(level), tally.falseAlarms());
            metrics.put(missed(level), (double) tally.missed());
        }
        return new Measurement(Measurement.ruleName(rule), window, metrics);
    }

    /** Rows that reach a level after at least {@link #QUIET} rows that do not. */
    static boolean[] onsets(double[] surprise, double level) {
        boolean[] onsets = new boolean[surprise.length];
        int last = -QUIET - 1;
        for (int row = 0; row < surprise.length; row++) {
            if (surprise[row] >= level) {
                onsets[row] = row - last > QUIET;
                last = row;
            }
        }
        return onsets;
    }

    /** The corpus score of each profile, mean over seeds, and the means of the metrics of scores. */
    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        Map<Long, List<ResultRow>> bySeed = new TreeMap<>();
        rows.forEach(row -> bySeed.computeIfAbsent(row.key().seed(), seed -> new ArrayList<>())
                .add(row));
        Map<String, Double> summary = new LinkedHashMap<>();
        for (NabProfile profile : NabProfile.values()) {
            summary.put(
                    "NAB " + profile.label(),
                    bySeed.values().stream()
                            .mapToDouble(corpus -> best(corpus, profile))
                            .average()
                            .orElse(Double.NaN));
        }
        summary.putAll(Means.means(
                rows.stream().filter(row -> !row.failed() || windows(row) > 0).toList(), SCORE_METRICS));
        return summary;
    }

    /** The best normalised score of the corpus over the levels; raising no alarm at all is a level too. */
    private double best(List<ResultRow> corpus, NabProfile profile) {
        int windows = corpus.stream().mapToInt(this::windows).sum();
        double best = windows == 0 ? Double.NaN : 0;
        for (double level : LEVELS) {
            NabTally tally = NabTally.EMPTY;
            for (ResultRow row : corpus) {
                int expected = windows(row);
                tally = tally.plus(
                        row.failed()
                                ? new NabTally(0, 0, expected, expected)
                                : new NabTally(
                                        value(row, earned(level)),
                                        value(row, cost(level)),
                                        (int) value(row, missed(level)),
                                        expected));
            }
            best = Math.max(best, tally.normalised(profile));
        }
        return best;
    }

    private int windows(ResultRow row) {
        return row.failed() ? data.windows(row.key().file()) : (int) value(row, WINDOWS);
    }

    private static double value(ResultRow row, String metric) {
        return row.metrics().getOrDefault(metric, 0.0);
    }
}
