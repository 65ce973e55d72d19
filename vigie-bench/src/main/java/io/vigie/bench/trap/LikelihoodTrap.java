package io.vigie.bench.trap;

import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.RankingCurve;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures whether scores made of a likelihood see what likelihoods are known to miss (Kirichenko et al., NeurIPS 2020): AUROC
 * by row of planted traps, and of another series of the same set. For the latter, each series is brought to its own scale
 * first, so that only its course can tell it. Traps that are too quiet are left out for a source that stands still by itself
 * in more than a twentieth of its windows ({@link TrapSource#stillShare}).
 */
public final class LikelihoodTrap {
    private static final int MARGIN = 40; // rows on both sides of a trap that count for nothing: windows reach over

    private static final double MOST_STILL = 0.05; // share of windows; above it, quiet traps are no anomalies

    private LikelihoodTrap() {}

    /**
     * All figures of one correction of one detector on one source.
     *
     * @param others sources that may be told from this one; those of other channels are passed over
     */
    public static List<TrapFigure> of(
            TrapSource source, List<TrapSource> others, Detector detector, String correction, RunContext context) {
        TrainingSet raw = TrainingSet.of(source.train());
        Preparation preparation = Preparation.fit(raw, PreparationOptions.defaults(), context);
        List<TrapFigure> figures = new ArrayList<>();
        try (FittedDetector fitted = detector.fit(preparation.apply(raw), context)) {
            boolean oftenStill = source.stillShare() > MOST_STILL;
            for (Trap trap : Trap.values()) {
                if (trap.quiet() && oftenStill) {
                    continue;
                }
                for (Reach reach : Reach.values()) {
                    TrapSource.Trapped trapped = source.with(trap, reach);
                    Scores scores = fitted.score(preparation.apply(trapped.series()), context);
                    figures.add(new TrapFigure(
                            source.set(),
                            source.name(),
                            trap.label(),
                            reach.label(),
                            correction,
                            auroc(scores, trapped.labels())));
                }
            }
            double[] own = settled(fitted.score(preparation.apply(source.test()), context));
            for (TrapSource other : others) {
                if (other.set().equals(source.set())
                        && !other.name().equals(source.name())
                        && other.test().channelCount() == source.test().channelCount()) {
                    double[] foreign = settled(fitted.score(scaled(other, source, context), context));
                    figures.add(new TrapFigure(
                            source.set(),
                            source.name() + " > " + other.name(),
                            TrapFigure.OTHER_SERIES,
                            "-",
                            correction,
                            auroc(own, foreign)));
                }
            }
        }
        return figures;
    }

    /** The other's test part on its own scale, under the channel names of the one that was learned. */
    private static TimeSeries scaled(TrapSource other, TrapSource source, RunContext context) {
        Preparation preparation =
                Preparation.fit(TrainingSet.of(other.train()), PreparationOptions.defaults(), context);
        TimeSeries prepared = preparation.apply(other.test());
        double[][] values = new double[prepared.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = prepared.channelValues(c);
        }
        return TimeSeries.wrap(
                prepared.name(), prepared.time(), source.test().schema().channels(), values);
    }

    private static double[] settled(Scores scores) {
        double[] settled = new double[scores.length() - scores.warmUp()];
        for (int row = scores.warmUp(); row < scores.length(); row++) {
            settled[row - scores.warmUp()] = scores.total(row);
        }
        return settled;
    }

    private static double auroc(double[] normal, double[] anomalous) {
        double[] all = new double[normal.length + anomalous.length];
        System.arraycopy(normal, 0, all, 0, normal.length);
        System.arraycopy(anomalous, 0, all, normal.length, anomalous.length);
        Labels labels = Labels.ofIntervals(all.length, List.of(new Interval(normal.length, all.length)));
        return RankingCurve.of(all, labels).aucRoc();
    }

    private static double auroc(Scores scores, Labels labels) {
        double[] normal = new double[scores.length()];
        double[] anomalous = new double[scores.length()];
        int normals = 0;
        int anomalies = 0;
        for (int row = scores.warmUp(); row < scores.length(); row++) {
            if (labels.get(row) == Labels.State.ANOMALOUS) {
                anomalous[anomalies++] = scores.total(row);
            } else if (!near(labels, row)) {
                normal[normals++] = scores.total(row);
            }
        }
        return auroc(Arrays.copyOf(normal, normals), Arrays.copyOf(anomalous, anomalies));
    }

    private static boolean near(Labels labels, int row) {
        return labels.anomalies().stream().anyMatch(rows -> row >= rows.from() - MARGIN && row < rows.to() + MARGIN);
    }
}
