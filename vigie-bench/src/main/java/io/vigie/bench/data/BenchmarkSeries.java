package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;

/**
 * A labelled series to measure detectors on; raw, as in the file.
 *
 * @param name file name without {@code .gz}, or another unique name within its benchmark
 * @param family data set that the series comes from, for means by family
 * @param train what a detector learns from; at least one row
 * @param calibration normal rows whose scores may set a threshold: the train part, unless the data set has normal rows
 *     that the detector does not learn from
 * @param scored what it scores; may hold the train part
 * @param labels one label for each scored row
 */
public record BenchmarkSeries(
        String name, String family, TimeSeries train, TimeSeries calibration, TimeSeries scored, Labels labels) {
    public BenchmarkSeries {
        if (train.length() == 0) {
            throw new BadInputException("'" + name + "' has no train rows; a detector needs at least one");
        }
        if (scored.length() != labels.size()) {
            throw new BadInputException(
                    "'" + name + "' has " + scored.length() + " scored rows but " + labels.size() + " labels");
        }
    }

    /** A series whose thresholds are set on its train part. */
    public BenchmarkSeries(String name, String family, TimeSeries train, TimeSeries scored, Labels labels) {
        this(name, family, train, train, scored, labels);
    }
}
