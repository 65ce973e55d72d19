package io.vigie.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The time column of a stored scores file, as text. */
final class StoredTimes {
    private StoredTimes() {}

    /** The names in a file's first line. */
    static List<String> header(Path file) {
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord line : reader) {
                return line.getFields();
            }
            return List.of();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BadInputException unreadable(Path file, IOException e) {
        return new BadInputException("cannot read " + file + " (" + e.getMessage() + "); check the path", e);
    }

    /** The time of each row. */
    static List<String> read(Path file) {
        List<String> times = new ArrayList<>();
        int column = -1;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord line : reader) {
                if (column < 0) {
                    column = line.getFields().indexOf("time");
                    if (column < 0) {
                        throw new BadInputException(
                                file + " has no column 'time'; give the folder of a 'vigie detect' run");
                    }
                } else {
                    times.add(line.getField(column));
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return times;
    }
}
