package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import java.time.Duration;

/**
 * False alarms and their rate. An alarm is a maximal run of predicted rows; it is false where it touches no labelled
 * segment. The rate is per normal row, so long anomalies do not flatter it.
 *
 * @param count number of false alarms
 * @param alarms number of all alarms
 * @param perThousandRows false alarms per 1000 normal rows
 * @param perDay false alarms per day of normal rows, each row as long as the median time step; NaN for a series without
 *     time
 */
public record FalseAlarms(int count, int alarms, double perThousandRows, double perDay) {
    /**
     * False alarms of given predictions, one a row.
     *
     * @param time the time of each row, {@link TimeAxis#rows} for a series without time
     * @throws BadInputException where lengths differ or the labels hold one class only
     */
    public static FalseAlarms of(boolean[] predictions, Labels labels, TimeAxis time) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireRows(predictions);
        requireRows(time, truth);
        Runs alarms = Runs.of(predictions);
        int count = 0;
        int segment = 0;
        for (int i = 0; i < alarms.count; i++) {
            while (segment < truth.segments.count && truth.segments.last[segment] < alarms.first[i]) {
                segment++;
            }
            if (segment == truth.segments.count || truth.segments.first[segment] > alarms.last[i]) {
                count++;
            }
        }
        int normal = truth.rows - truth.anomalousRows;
        double days = normal
                * (time.medianStep().toNanos() / (double) Duration.ofDays(1).toNanos());
        return new FalseAlarms(count, alarms.count, 1000.0 * count / normal, days > 0 ? count / days : Double.NaN);
    }

    /** False alarms wherever the score is at least {@code threshold}. */
    public static FalseAlarms of(double[] scores, double threshold, Labels labels, TimeAxis time) {
        GroundTruth.withBothClasses(labels).requireScores(scores);
        return of(Predictions.atLeast(scores, threshold), labels, time);
    }

    static void requireRows(TimeAxis time, GroundTruth truth) {
        if (time.size() != truth.rows) {
            throw new BadInputException(
                    time.size() + " times for " + truth.rows + " labels; give the time axis of the labelled rows");
        }
    }
}
