package io.vigie.evaluate;

import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long after the start of each labelled segment the first alarm inside it comes. Alarms before a segment do not
 * count for it.
 *
 * @param detected the segments with an alarm inside, in order
 * @param missed the segments without one
 */
public record DetectionDelay(List<Detection> detected, List<Interval> missed) {
    /**
     * A segment and its first alarm.
     *
     * @param segment the labelled rows
     * @param rows rows from the first row of the segment to the first alarm; 0 for an alarm on the first row
     * @param time the same as a duration; null for a series without time
     */
    public record Detection(
            Interval segment, int rows, @Nullable Duration time) {}

    public DetectionDelay {
        detected = List.copyOf(detected);
        missed = List.copyOf(missed);
    }

    /**
     * Delays of given predictions, one a row.
     *
     * @param time the time of each row, {@link TimeAxis#rows} for a series without time
     * @throws io.vigie.series.BadInputException where lengths differ or no row is labelled anomalous
     */
    public static DetectionDelay of(boolean[] predictions, Labels labels, TimeAxis time) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireRows(predictions);
        FalseAlarms.requireRows(time, truth);
        List<Detection> detected = new ArrayList<>();
        List<Interval> missed = new ArrayList<>();
        for (int i = 0; i < truth.segments.count; i++) {
            int first = truth.segments.first[i];
            Interval segment = new Interval(first, truth.segments.last[i] + 1);
            int row = first;
            while (row < segment.to() && !predictions[row]) {
                row++;
            }
            if (row == segment.to()) {
                missed.add(segment);
            } else {
                Duration delay = time.hasTime() ? Duration.ofNanos(time.position(row) - time.position(first)) : null;
                detected.add(new Detection(segment, row - first, delay));
            }
        }
        return new DetectionDelay(detected, missed);
    }

    /** Delays of alarms wherever the score is at least {@code threshold}. */
    public static DetectionDelay of(double[] scores, double threshold, Labels labels, TimeAxis time) {
        GroundTruth.withAnomaly(labels).requireScores(scores);
        return of(Predictions.atLeast(scores, threshold), labels, time);
    }

    /** Number of labelled segments. */
    public int segments() {
        return detected.size() + missed.size();
    }

    /** Mean delay in rows over the detected segments; NaN where none is. */
    public double meanRows() {
        return detected.stream().mapToInt(Detection::rows).average().orElse(Double.NaN);
    }

    /** Median delay in rows over the detected segments (mean of the middle two); NaN where none is. */
    public double medianRows() {
        int[] rows = detected.stream().mapToInt(Detection::rows).sorted().toArray();
        return rows.length == 0 ? Double.NaN : (rows[(rows.length - 1) / 2] + (double) rows[rows.length / 2]) / 2;
    }

    /** Mean delay in seconds over the detected segments; NaN where none is, or for a series without time. */
    public double meanSeconds() {
        double[] seconds = new double[detected.size()];
        for (int i = 0; i < seconds.length; i++) {
            Duration delay = detected.get(i).time();
            seconds[i] = delay == null ? Double.NaN : delay.toNanos() / 1e9;
        }
        return Arrays.stream(seconds).average().orElse(Double.NaN);
    }
}
