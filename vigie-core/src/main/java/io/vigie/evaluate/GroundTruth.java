package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import io.vigie.series.Labels;

/** Labels as the metrics read them: one flag a row and the anomalous segments, first and last row inclusive. */
final class GroundTruth {
    final int rows;
    final int anomalousRows;
    final boolean[] anomalous;
    final Runs segments;

    private GroundTruth(boolean[] anomalous) {
        this.rows = anomalous.length;
        this.anomalous = anomalous;
        this.segments = Runs.of(anomalous);
        int count = 0;
        for (boolean a : anomalous) {
            count += a ? 1 : 0;
        }
        this.anomalousRows = count;
    }

    /** Labels with at least one anomalous row; every row must be labelled. */
    static GroundTruth withAnomaly(Labels labels) {
        boolean[] anomalous = new boolean[labels.size()];
        for (int row = 0; row < anomalous.length; row++) {
            Labels.State state = labels.get(row);
            if (state == Labels.State.UNKNOWN) {
                throw new BadInputException("row " + row + " has no label; metrics need each of the " + anomalous.length
                        + " rows labelled normal or anomalous: evaluate a labelled slice of the series");
            }
            anomalous[row] = state == Labels.State.ANOMALOUS;
        }
        GroundTruth truth = new GroundTruth(anomalous);
        if (truth.anomalousRows == 0) {
            throw new BadInputException("none of the " + truth.rows
                    + " rows is labelled anomalous; metrics are undefined without an anomaly: check the label column");
        }
        return truth;
    }

    /** Labels with at least one anomalous and one normal row. */
    static GroundTruth withBothClasses(Labels labels) {
        GroundTruth truth = withAnomaly(labels);
        if (truth.anomalousRows == truth.rows) {
            throw new BadInputException("all " + truth.rows + " rows are labelled anomalous; this metric is undefined"
                    + " without a normal row: check the label column");
        }
        return truth;
    }

    void requireRows(boolean[] predictions) {
        if (predictions.length != rows) {
            throw new BadInputException(
                    predictions.length + " predictions for " + rows + " labels; give one prediction a row");
        }
    }

    void requireScores(double[] scores) {
        if (scores.length != rows) {
            throw new BadInputException(scores.length + " scores for " + rows + " labels; give one score a row");
        }
        for (int row = 0; row < rows; row++) {
            if (!Double.isFinite(scores[row])) {
                throw new BadInputException("score of row " + row + " is " + scores[row]
                        + "; metrics need finite scores: leave out the warm-up rows of the detector");
            }
        }
    }
}
