package io.vigie.bench.report;

import io.vigie.bench.data.PublishedTable;
import io.vigie.bench.data.Track;
import io.vigie.detect.RunContext;

/**
 * What a report compares.
 *
 * @param track track of TSB-AD; results of other protocols are left aside
 * @param metric name as in {@code io.vigie.evaluate.Evaluation#asMap()}
 * @param reference label of the contestant that is compared with every other row; its files are the files of the report
 * @param baselines whether a report without the baselines may be made
 * @param seed seed of the bootstrap
 */
public record ReportOptions(Track track, String metric, String reference, Baselines baselines, long seed) {
    /** What to do where a baseline is absent from the results. */
    public enum Baselines {
        /** Refuse to make a report. */
        REQUIRED,
        /** Make the report, which then says so at its head. */
        OPTIONAL
    }

    /** VUS-PR, {@code vigie} as the reference, baselines required, default seed. */
    public static ReportOptions of(Track track) {
        return new ReportOptions(
                track, PublishedTable.DEFAULT_METRIC, "vigie", Baselines.REQUIRED, RunContext.DEFAULT_SEED);
    }

    public ReportOptions withMetric(String newMetric) {
        return new ReportOptions(track, newMetric, reference, baselines, seed);
    }

    public ReportOptions withReference(String newReference) {
        return new ReportOptions(track, metric, newReference, baselines, seed);
    }

    public ReportOptions withBaselines(Baselines newBaselines) {
        return new ReportOptions(track, metric, reference, newBaselines, seed);
    }

    /** Name of the protocol in result files. */
    String protocol() {
        return "TSB-AD-" + track.letter();
    }
}
