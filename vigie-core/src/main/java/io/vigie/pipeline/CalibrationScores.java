package io.vigie.pipeline;

import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores of train rows that stand for normal rows the detector has not seen.
 *
 * @param totals score of each train row that is not labelled anomalous, in order; NaN where there is none and between two
 *     stretches that were scored apart
 * @param settled the same rows without NaN, with contributions where the detector has them
 * @param method how they came about, in words
 * @param notes what a user should know; empty where all is well
 */
record CalibrationScores(double[] totals, Scores settled, String method, List<String> notes) {
    private static final int THREE_FOLDS_UP_TO = 50_000;
    private static final int TWO_FOLDS_UP_TO = 200_000;
    private static final int FEWEST_ROWS = 200;

    /** Share of train rows that must have got a score for folds to be believed. */
    private static final double ENOUGH = 0.5;

    /** Rows {@code from} to {@code to} of the concatenated train part. */
    private record Rows(int from, int to) {}

    static CalibrationScores of(
            Calibration calibration,
            Detector detector,
            FittedDetector fittedOnAll,
            TrainingSet train,
            RunContext context) {
        // labelled anomalies are cut out before scoring: windows that overlap them would spoil their neighbours' scores
        TrainingSet prepared = TrainingSet.of(train.normalSegments().toArray(TimeSeries[]::new));
        int rows = prepared.rows();
        return switch (calibration) {
            case IN_SAMPLE -> inSample(fittedOnAll, prepared, context, List.of());
            case HOLD_OUT -> scoreParts(detector, prepared, holdOut(rows), "held-out last fifth", context, 0);
            case CROSS_FIT -> scoreParts(detector, prepared, folds(rows, foldCount(rows)), crossFit(rows), context, 0);
            case AUTO -> automatic(detector, fittedOnAll, prepared, context);
        };
    }

    private static CalibrationScores automatic(
            Detector detector, FittedDetector fittedOnAll, TrainingSet prepared, RunContext context) {
        int rows = prepared.rows();
        String reason = "the train part has only " + rows + " rows";
        if (rows >= FEWEST_ROWS) {
            boolean cross = rows <= TWO_FOLDS_UP_TO;
            List<Rows> parts = cross ? folds(rows, foldCount(rows)) : holdOut(rows);
            try {
                return scoreParts(
                        detector, prepared, parts, cross ? crossFit(rows) : "held-out last fifth", context, ENOUGH);
            } catch (BadInputException e) {
                reason = "its parts are too short to fit apart (" + e.getMessage() + ")";
            }
        }
        return inSample(
                fittedOnAll,
                prepared,
                context,
                List.of("the null model is calibrated on the rows the detector was fitted on, because " + reason
                        + "; p-values may be too small: give a longer train part"));
    }

    private static int foldCount(int rows) {
        return rows <= THREE_FOLDS_UP_TO ? 3 : 2;
    }

    private static String crossFit(int rows) {
        return "cross-fit on " + foldCount(rows) + " contiguous folds";
    }

    private static List<Rows> folds(int rows, int count) {
        List<Rows> folds = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            folds.add(new Rows((int) ((long) rows * k / count), (int) ((long) rows * (k + 1) / count)));
        }
        return folds;
    }

    private static List<Rows> holdOut(int rows) {
        return List.of(new Rows((int) (rows * 4L / 5), rows));
    }

    private static CalibrationScores inSample(
            FittedDetector fitted, TrainingSet prepared, RunContext context, List<String> notes) {
        Collected collected = new Collected(prepared.rows(), prepared.items().size());
        BadInputException refused = null;
        for (TrainingSet.Item item : prepared.items()) {
            try {
                collected.add(fitted.score(item.series(), context));
            } catch (BadInputException e) {
                refused = e; // a stretch shorter than the window: the other stretches may do
            }
        }
        if (refused != null && collected.settled == 0) {
            throw refused;
        }
        return collected.finish("the train part itself", notes);
    }

    private static CalibrationScores scoreParts(
            Detector detector,
            TrainingSet prepared,
            List<Rows> parts,
            String method,
            RunContext context,
            double enough) {
        int expected = parts.stream().mapToInt(part -> part.to() - part.from()).sum();
        Collected collected =
                new Collected(expected, parts.size() * prepared.items().size());
        BadInputException refused = null;
        for (int k = 0; k < parts.size(); k++) {
            context.checkCancelled();
            context.progress().report("calibrate", k / (double) parts.size());
            Rows part = parts.get(k);
            List<TrainingSet.Item> rest = new ArrayList<>(cut(prepared, new Rows(0, part.from())));
            rest.addAll(cut(prepared, new Rows(part.to(), prepared.rows())));
            if (rest.isEmpty()) {
                throw new BadInputException(
                        "a train part of " + prepared.rows() + " rows cannot be cut; give more rows");
            }
            try (FittedDetector fitted =
                    detector.fit(TrainingSet.of(rest), context.forComponent("calibration fold " + k))) {
                for (TrainingSet.Item item : cut(prepared, part)) {
                    try {
                        collected.add(fitted.score(item.series(), context));
                    } catch (BadInputException e) {
                        refused = e; // a stretch shorter than the window: the other stretches may do
                    }
                }
            }
        }
        context.progress().report("calibrate", 1);
        if (collected.settled < Math.max(2, enough * expected)) {
            throw refused != null
                    ? refused
                    : new BadInputException("only " + collected.settled + " of " + expected
                            + " calibration rows got a score; give a longer train part");
        }
        return collected.finish(method, List.of());
    }

    private static List<TrainingSet.Item> cut(TrainingSet set, Rows rows) {
        List<TrainingSet.Item> items = new ArrayList<>();
        int start = 0;
        for (TrainingSet.Item item : set.items()) {
            int from = Math.max(0, rows.from() - start);
            int to = Math.min(item.series().length(), rows.to() - start);
            if (from < to) {
                items.add(new TrainingSet.Item(
                        item.series().slice(from, to), item.labels().slice(from, to)));
            }
            start += item.series().length();
        }
        return items;
    }

    /** Gathers scored stretches; totals get a NaN row between two of them. */
    private static final class Collected {
        private final double[] totals;
        private int size;
        private int settled;
        private final double[] settledTotals;
        private float[][] contributions = new float[0][];
        private String unit = "";

        Collected(int rows, int stretches) {
            totals = new double[rows + stretches];
            settledTotals = new double[rows];
        }

        void add(Scores scores) {
            if (size > 0) {
                totals[size++] = Double.NaN;
            }
            if (unit.isEmpty()) {
                unit = scores.unit();
                contributions = new float[scores.channelCount()][settledTotals.length];
            }
            for (int row = 0; row < scores.length(); row++) {
                double total = scores.total(row);
                totals[size++] = total;
                if (!Double.isNaN(total)) {
                    settledTotals[settled] = total;
                    for (int c = 0; c < contributions.length; c++) {
                        contributions[c][settled] = scores.contribution(c, row);
                    }
                    settled++;
                }
            }
        }

        CalibrationScores finish(String method, List<String> notes) {
            for (int c = 0; c < contributions.length; c++) {
                contributions[c] = Arrays.copyOf(contributions[c], settled);
            }
            Scores all = Scores.of(Arrays.copyOf(settledTotals, settled), contributions, unit, 0);
            return new CalibrationScores(Arrays.copyOf(totals, size), all, method, notes);
        }
    }
}
