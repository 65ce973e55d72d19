package io.vigie.bench.trap;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures in a CSV file, written source by source and correction by correction, so that a run which was cut off goes on
 * where it was.
 */
public final class TrapResults {
    private static final List<String> COLUMNS = List.of("set", "source", "trap", "reach", "correction", "auroc");

    private final Path file;
    private final List<TrapFigure> figures;

    private TrapResults(Path file, List<TrapFigure> figures) {
        this.file = file;
        this.figures = figures;
    }

    /**
     * Those in a file, none where it is not there.
     *
     * @throws BadInputException if the file cannot be read as such
     */
    public static TrapResults open(Path file) {
        List<TrapFigure> figures = new ArrayList<>();
        if (Files.exists(file)) {
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
                for (NamedCsvRecord row : csv) {
                    figures.add(new TrapFigure(
                            row.getField("set"),
                            row.getField("source"),
                            row.getField("trap"),
                            row.getField("reach"),
                            row.getField("correction"),
                            Double.parseDouble(row.getField("auroc"))));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                throw new BadInputException("'" + file + "' does not hold figures of likelihood traps ("
                        + e.getMessage() + "); give another folder");
            }
        }
        return new TrapResults(file, figures);
    }

    /** Whether a source was measured under a correction. */
    public boolean has(String source, String correction) {
        return figures.stream()
                .anyMatch(figure ->
                        figure.source().equals(source) && figure.correction().equals(correction));
    }

    /** Adds figures and writes the file anew. */
    public void add(List<TrapFigure> more) {
        figures.addAll(more);
        Path half = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(half)) {
                csv.writeRecord(COLUMNS);
                for (TrapFigure figure : figures) {
                    csv.writeRecord(
                            figure.set(),
                            figure.source(),
                            figure.trap(),
                            figure.reach(),
                            figure.correction(),
                            Double.toString(figure.auroc()));
                }
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Mean AUROC over sources, by trap and reach (in their order), then by correction. */
    public Map<String, Map<String, Double>> means() {
        Map<String, Map<String, List<Double>>> grouped = new LinkedHashMap<>();
        for (TrapFigure figure : figures) {
            String trap = figure.trap().equals(TrapFigure.OTHER_SERIES)
                    ? figure.trap()
                    : figure.trap() + ", " + figure.reach();
            grouped.computeIfAbsent(trap, key -> new LinkedHashMap<>())
                    .computeIfAbsent(figure.correction(), key -> new ArrayList<>())
                    .add(figure.auroc());
        }
        Map<String, Map<String, Double>> means = new LinkedHashMap<>();
        grouped.forEach((trap, byCorrection) -> {
            Map<String, Double> row = new LinkedHashMap<>();
            byCorrection.forEach((correction, values) -> row.put(
                    correction,
                    values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
            means.put(trap, row);
        });
        return means;
    }
}
