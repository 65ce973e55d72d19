package io.vigie.cli;

import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.List;

/** The number columns of a scores file, one value a row, NaN where a field is empty. */
record ScoreColumns(Path file, TimeSeries columns) {
    /**
     * Reads a file of scores.
     *
     * @param needed a column that must be there
     */
    static ScoreColumns read(Path file, String needed) {
        CsvFormat format = CsvFormat.auto()
                .withTime(ColumnChoice.none())
                .withLabel(ColumnChoice.none())
                .withLayout(CsvFormat.Layout.WIDE)
                .withIgnored(StoredTimes.header(file).contains("time") ? List.of("time") : List.of());
        ScoreColumns columns =
                new ScoreColumns(file, CsvReader.read(file, format).series());
        columns.column(needed);
        return columns;
    }

    double[] column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new BadInputException(file + " has no column '" + name + "'; it has "
                    + String.join(
                            ", ",
                            columns.schema().channelNames().stream().limit(8).toList()));
        }
        return columns.channelValues(index);
    }

    List<String> names() {
        return columns.schema().channelNames();
    }
}
