package io.vigie.bench.impute;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Figures in a CSV file, written series by series, so that a run which was cut off goes on where it was. */
public final class GapResults {
    private static final List<String> COLUMNS = List.of(
            "set",
            "series",
            "method",
            "rows",
            "channels",
            "draws",
            "seed",
            "cells",
            "mae",
            "crps",
            "coverage-80",
            "coverage-95",
            "seconds");

    private final Path file;
    private final List<GapFigure> figures;

    private GapResults(Path file, List<GapFigure> figures) {
        this.file = file;
        this.figures = figures;
    }

    /**
     * Those in a file, none where it is not there.
     *
     * @throws BadInputException if the file cannot be read as such
     */
    public static GapResults open(Path file) {
        List<GapFigure> figures = new ArrayList<>();
        if (Files.exists(file)) {
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
                for (NamedCsvRecord row : csv) {
                    figures.add(new GapFigure(
                            row.getField("set"),
                            row.getField("series"),
                            row.getField("method"),
                            Integer.parseInt(row.getField("rows")),
                            row.getField("channels"),
                            Integer.parseInt(row.getField("draws")),
                            Long.parseLong(row.getField("seed")),
                            Long.parseLong(row.getField("cells")),
                            Double.parseDouble(row.getField("mae")),
                            Double.parseDouble(row.getField("crps")),
                            Double.parseDouble(row.getField("coverage-80")),
                            Double.parseDouble(row.getField("coverage-95")),
                            Double.parseDouble(row.getField("seconds"))));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                throw new BadInputException(
                        "'" + file + "' does not hold figures of gaps (" + e.getMessage() + "); give another folder");
            }
        }
        return new GapResults(file, figures);
    }

    /** Figures of a method on a series, for all kinds of blocks; empty where it was not measured. */
    public List<GapFigure> of(String set, String series, String method, long seed) {
        return figures.stream()
                .filter(figure -> figure.set().equals(set)
                        && figure.series().equals(series)
                        && figure.method().equals(method)
                        && figure.seed() == seed)
                .toList();
    }

    /** Adds figures and writes the file anew. */
    public void add(List<GapFigure> more) {
        figures.addAll(more);
        Path half = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(half)) {
                csv.writeRecord(COLUMNS);
                for (GapFigure figure : figures) {
                    csv.writeRecord(
                            figure.set(),
                            figure.series(),
                            figure.method(),
                            Integer.toString(figure.rows()),
                            figure.channels(),
                            Integer.toString(figure.draws()),
                            Long.toString(figure.seed()),
                            Long.toString(figure.cells()),
                            Double.toString(figure.mae()),
                            Double.toString(figure.crps()),
                            Double.toString(figure.coverage80()),
                            Double.toString(figure.coverage95()),
                            Double.toString(figure.seconds()));
                }
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
