package io.vigie.bench.labels;

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
import java.util.Optional;

/** Figures in a CSV file, written one by one, so that a run which was cut off goes on where it was. */
public final class LabelResults {
    private static final List<String> COLUMNS =
            List.of("set", "series", "detector", "labelled", "seed", "teaching", "vus-pr", "auc-roc");

    private final Path file;
    private final List<LabelFigure> figures;

    private LabelResults(Path file, List<LabelFigure> figures) {
        this.file = file;
        this.figures = figures;
    }

    /**
     * Those in a file, none where it is not there.
     *
     * @throws BadInputException if the file cannot be read as such
     */
    public static LabelResults open(Path file) {
        List<LabelFigure> figures = new ArrayList<>();
        if (Files.exists(file)) {
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
                for (NamedCsvRecord row : csv) {
                    figures.add(new LabelFigure(
                            row.getField("set"),
                            row.getField("series"),
                            row.getField("detector"),
                            Integer.parseInt(row.getField("labelled")),
                            Long.parseLong(row.getField("seed")),
                            row.getField("teaching"),
                            Double.parseDouble(row.getField("vus-pr")),
                            Double.parseDouble(row.getField("auc-roc"))));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                throw new BadInputException(
                        "'" + file + "' does not hold figures of labels (" + e.getMessage() + "); give another folder");
            }
        }
        return new LabelResults(file, figures);
    }

    /** The figure of a series after a teaching, if it was measured. */
    public Optional<LabelFigure> of(
            String set, String series, String detector, int labelled, long seed, Teaching teaching) {
        return figures.stream()
                .filter(figure -> figure.set().equals(set)
                        && figure.series().equals(series)
                        && figure.detector().equals(detector)
                        && figure.labelled() == labelled
                        && figure.seed() == seed
                        && figure.teaching().equals(teaching.label()))
                .findFirst();
    }

    /** Adds a figure and writes the file anew. */
    public void add(LabelFigure more) {
        figures.add(more);
        Path half = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(half)) {
                csv.writeRecord(COLUMNS);
                for (LabelFigure figure : figures) {
                    csv.writeRecord(
                            figure.set(),
                            figure.series(),
                            figure.detector(),
                            Integer.toString(figure.labelled()),
                            Long.toString(figure.seed()),
                            figure.teaching(),
                            Double.toString(figure.vusPr()),
                            Double.toString(figure.aucRoc()));
                }
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
