package io.vigie.cli;

import io.vigie.series.BadInputException;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link InputOptions} name and puts it in order by the policy of {@link OrderOptions}. */
final class SeriesFiles {
    private static final Path STANDARD_INPUT = Path.of("-");

    private SeriesFiles() {}

    /** One result a series: one in all, or with {@code --separate} one a file. */
    static List<CsvResult> read(List<Path> files, InputOptions input) {
        CsvFormat format = input.format();
        List<CsvResult> read;
        if (files.contains(STANDARD_INPUT)) {
            if (files.size() > 1) {
                throw new BadInputException(
                        "'-' (standard input) stands among " + files.size() + " files; give it alone");
            }
            read = List.of(CsvReader.read(System.in, "standard input", format));
        } else if (input.separate) {
            read = CsvReader.readEach(files, format);
        } else {
            read = List.of(CsvReader.readAsOne(files, format));
        }
        List<CsvResult> described = new ArrayList<>();
        for (CsvResult result : read) {
            TimeSeries series = input.describe(result.series());
            described.add(new CsvResult(series, result.labels(), result.report()));
        }
        return described;
    }
}
