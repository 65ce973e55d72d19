package io.vigie.bench.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one run.
 *
 * @param key what was run
 * @param family data set that the series comes from
 * @param options options of the detector, {@code key=value,key=value}
 * @param windowRule rule that gave the label window, or empty where the protocol has none
 * @param window label window of VUS in rows, 0 where the run failed before it was known
 * @param metrics values by name; all 0 where the run failed
 * @param fitSeconds wall time of preparation and fit
 * @param scoreSeconds wall time of scoring, preparation of the scored series included
 * @param peakHeapBytes largest heap in use at any moment of fit and score, garbage included
 * @param error one line, or empty where the run succeeded
 */
public record ResultRow(
        ResultKey key,
        String family,
        String options,
        String windowRule,
        int window,
        Map<String, Double> metrics,
        double fitSeconds,
        double scoreSeconds,
        long peakHeapBytes,
        String error) {
    public ResultRow {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** True if there is no score. */
    public boolean failed() {
        return !error.isEmpty();
    }
}
