package io.vigie.evaluate;

import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * All metrics of given predictions (alarms) against labels, at once.
 *
 * @param predictedRows number of predicted rows
 * @param pointWise row-wise precision and recall
 * @param pointAdjusted PA precision and recall; see {@link PointAdjustedF1} for why not to trust them
 * @param event Event-F1: precision over rows, recall over segments
 * @param range R-F1
 * @param affiliation affiliation precision and recall
 * @param volume VUS-Precision, VUS-Recall and VUS-F
 * @param delay rows and time from the start of each segment to its first alarm
 * @param falseAlarms alarms that touch no segment, and their rate
 */
public record AlarmMetrics(
        int predictedRows,
        PrecisionRecall pointWise,
        PrecisionRecall pointAdjusted,
        PrecisionRecall event,
        RangeF1 range,
        PrecisionRecall affiliation,
        PredictedVolume volume,
        DetectionDelay delay,
        FalseAlarms falseAlarms) {
    /** Names in {@link #asMap} whose values are counts. */
    static final Set<String> COUNTS = Set.of("predicted rows", "segments detected", "segments missed", "false alarms");

    /**
     * Computes all metrics. O(n + L^2/4).
     *
     * @param predictions one flag a row
     * @param labels one label a row
     * @param window the largest label window of the VUS values, in rows
     * @param time the time of each row, {@link TimeAxis#rows} for a series without time
     * @throws io.vigie.series.BadInputException where lengths differ or the labels hold one class only
     * @throws IllegalArgumentException where the window is negative
     */
    public static AlarmMetrics of(boolean[] predictions, Labels labels, int window, TimeAxis time) {
        int predicted = 0;
        for (boolean p : predictions) {
            predicted += p ? 1 : 0;
        }
        return new AlarmMetrics(
                predicted,
                PointWiseF1.of(predictions, labels),
                PointAdjustedF1.of(predictions, labels),
                EventF1.of(predictions, labels),
                RangeF1.of(predictions, labels),
                AffiliationF1.of(predictions, labels),
                PredictedVolume.of(predictions, labels, window),
                DetectionDelay.of(predictions, labels, time),
                FalseAlarms.of(predictions, labels, time));
    }

    /** The metrics by name, in the order of the tables; NaN where a metric is undefined for these alarms. */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("predicted rows", (double) predictedRows);
        map.put("Precision", pointWise.precision());
        map.put("Recall", pointWise.recall());
        map.put("F1", pointWise.f1());
        map.put("Event-F1", event.f1());
        map.put("R-F1", range.f1());
        map.put("Affiliation-F1", affiliation.f1());
        map.put("PA-F1", pointAdjusted.f1());
        map.put("VUS-Precision", volume.precision());
        map.put("VUS-Recall", volume.recall());
        map.put("VUS-F", volume.f());
        map.put("segments detected", (double) delay.detected().size());
        map.put("segments missed", (double) delay.missed().size());
        map.put("delay mean (rows)", delay.meanRows());
        map.put("delay median (rows)", delay.medianRows());
        map.put("delay mean (s)", delay.meanSeconds());
        map.put("false alarms", (double) falseAlarms.count());
        map.put("false alarms per 1000 rows", falseAlarms.perThousandRows());
        map.put("false alarms per day", falseAlarms.perDay());
        return Collections.unmodifiableMap(map);
    }
}
