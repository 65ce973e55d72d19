package io.vigie.bench.report;

import io.vigie.bench.data.PublishedTable;
import io.vigie.bench.data.Track;
import io.vigie.detect.RunContext;

/**
 * What a report compares.
 *
 * @param track track of TSB-AD
 * @param series which results of the track; those of other protocols are left aside
 * @param metric name as in {@code io.vigie.evaluate.Evaluation#asMap()}
 * @param reference label of the contestant that is compared with every other row; its files are the files of the report
 * @param baselines whether a report without the baselines may be made
 * @param seed seed of the bootstrap
 */
public record ReportOptions(
        Track track, Series series, String metric, String reference, Baselines baselines, long seed) {
    /** The series that were run. */
    public enum Series {
        /** Files of TSB-AD, on which others have published figures. */
        TSB_AD("TSB-AD-"),
        /** Those that settings are chosen on: nobody else has figures there. */
        DEVELOPMENT("develop-");

        private final String prefix;

        Series(String prefix) {
            this.prefix = prefix;
        }
    }

    /** What to do where a baseline is absent from the results. */
    public enum Baselines {
        /** Refuse to make a report. */
        REQUIRED,
        /** Make the report, which then says so at its head. */
        OPTIONAL
    }

    /** Files of TSB-AD, VUS-PR, {@code vigie} as the reference, baselines required, default seed. */
    public static ReportOptions of(Track track) {
        return new ReportOptions(
                track,
                Series.TSB_AD,
                PublishedTable.DEFAULT_METRIC,
                "vigie",
                Baselines.REQUIRED,
                RunContext.DEFAULT_SEED);
    }

    public ReportOptions withSeries(Series newSeries) {
        return new ReportOptions(track, newSeries, metric, reference, baselines, seed);
    }

    public ReportOptions withMetric(String newMetric) {
        return new ReportOptions(track, series, newMetric, reference, baselines, seed);
    }

    public ReportOptions withReference(String newReference) {
        return new ReportOptions(track, series, metric, newReference, baselines, seed);
    }

    public ReportOptions withBaselines(Baselines newBaselines) {
        return new ReportOptions(track, series, metric, reference, newBaselines, seed);
    }

    /** Name of the protocol in result files. */
    String protocol() {
        return series.prefix + track.letter();
    }
}
