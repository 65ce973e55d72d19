package io.vigie.series;

import java.util.Optional;

/**
 * A series read from CSV.
 *
 * @param series the channels over time
 * @param labels one state a row, where the file has a label column
 * @param report what was understood of the file
 */
public record CsvResult(TimeSeries series, Optional<Labels> labels, ReadReport report) {
    public CsvResult {
        labels.ifPresent(given -> {
            if (given.size() != series.length()) {
                throw new BadInputException(given.size() + " labels for the " + series.length() + " rows of '"
                        + series.name() + "'; give one label a row");
            }
        });
    }
}
