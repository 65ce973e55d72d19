package io.vigie.series;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads time series from CSV, plain or packed with gzip (told by content, not by name).
 *
 * <p>What the format leaves open is found by looking at the first lines (up to 200 rows) and told in the
 * {@link ReadReport}; after that every field is held to what was found. A field that does not fit stops the reading with
 * its line (as in the file, quoted line ends counted), its column and its text. Numbers are read to the same bits as
 * {@link Double#parseDouble}. One pass, one thread; memory is the values plus one column.
 */
public final class CsvReader {
    private CsvReader() {}

    /**
     * Reads a file as one series, named after the file.
     *
     * @throws BadInputException if the file cannot be read as a series, with line, column and text found
     */
    public static CsvResult read(Path file, CsvFormat format) {
        String source = fileName(file);
        if (Files.isDirectory(file)) {
            throw new BadInputException(file + " is a directory; give the CSV files in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, source, format);
        } catch (NoSuchFileException e) {
            throw new BadInputException("there is no file " + file + "; check the path", e);
        } catch (AccessDeniedException e) {
            throw new BadInputException(file + " may not be read; check its permissions", e);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Reads a stream, such as standard input, as one series. The stream is read to its end and not closed.
     *
     * @param source name for messages and, less a {@code .csv} or {@code .gz} at its end, for the series
     * @throws BadInputException as {@link #read(Path, CsvFormat)}
     */
    public static CsvResult read(InputStream in, String source, CsvFormat format) {
        try {
            // Not closed: the stream belongs to the caller.
            TextSource text = TextSource.open(in, source, format.charset());
            return read(text, source, format);
        } catch (IOException e) {
            throw new BadInputException(source + ": reading failed (" + e.getMessage() + ")", e);
        }
    }

    private static CsvResult read(TextSource text, String source, CsvFormat format) throws IOException {
        CsvPlan plan = CsvSniffer.plan(source, text.sample(), text.sampleIsAll(), format);
        CsvTable table = new CsvTable(source, plan, format);
        if (plan.skipsFirstLine()) {
            int first = 5;
            long skipped = text.skip(text.sample().startsWith("\r\n", first) ? first + 2 : first + 1);
            if (skipped < first) {
                throw new IllegalStateException("sample was longer than the text");
            }
        }
        try {
            var records = CsvSniffer.builder(plan.delimiter(), plan.blanksAroundQuotes())
                    .skipEmptyLines(false)
                    .build(table, text)
                    .iterator();
            while (records.hasNext()) {
                records.next();
            }
        } catch (CsvParseException e) {
            throw e.getCause() instanceof BadInputException found ? found : syntax(source, table.line(), e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause() == null ? new IOException(e) : e.getCause();
            throw text.describe(cause, source, table.line());
        }
        return table.finish(seriesName(source), new ReadReport.Draft(source, text, plan.notes()));
    }

    static BadInputException syntax(String source, long line, CsvParseException e) {
        String message = String.valueOf(e.getMessage());
        String what;
        if (message.startsWith("The maximum buffer size")) {
            what = "a field that starts here is longer than " + TextSource.LONGEST_LINE
                    + " characters; perhaps a quote (\") is opened and never closed";
        } else if (message.startsWith("Unclosed quoted field")) {
            what = "a quote (\") is opened in the record that starts here and never closed; close or remove it";
        } else if (message.startsWith("Unexpected character after closing quote")) {
            what = "a character follows a closing quote (\"); double the quotes inside a quoted field";
        } else {
            what = message;
        }
        return new BadInputException(source + ": line " + line + ": " + what, e);
    }

    /**
     * Reads several files as one series: the rows of one after those of the other, files in the order of their first
     * time. The files must have the same channels in the same order.
     *
     * @throws BadInputException as {@link #read(Path, CsvFormat)}, or if the files do not fit together
     */
    public static CsvResult readAsOne(List<Path> files, CsvFormat format) {
        List<CsvResult> parts = new ArrayList<>(readEach(files, format));
        if (parts.size() == 1) {
            return parts.get(0);
        }
        CsvResult first = parts.get(0);
        TimeAxis.Kind kind = first.series().time().kind();
        for (CsvResult part : parts) {
            if (part.series().time().kind() != kind) {
                throw new BadInputException(part.report().source() + " has times of kind "
                        + part.series().time().kind()
                        + ", but " + first.report().source() + " of kind " + kind
                        + "; files of one series must give the time in the same way");
            }
            if (part.labels().isPresent() != first.labels().isPresent()) {
                throw new BadInputException("only one of " + first.report().source() + " and "
                        + part.report().source()
                        + " has a label column; files of one series must all have one or none");
            }
        }
        List<String> notes = new ArrayList<>();
        if (kind != TimeAxis.Kind.ROW) {
            List<CsvResult> given = List.copyOf(parts);
            parts.sort(Comparator.comparingLong(part -> part.series().time().position(0)));
            if (!parts.equals(given)) {
                notes.add("files were put in the order of their first time: "
                        + String.join(
                                ", ",
                                parts.stream()
                                        .map(part -> part.report().source())
                                        .toList()));
            }
        }
        return joined(parts, kind, notes);
    }

    private static CsvResult joined(List<CsvResult> parts, TimeAxis.Kind kind, List<String> notes) {
        int total = 0;
        for (CsvResult part : parts) {
            total = Math.addExact(total, part.series().length());
        }
        CsvResult first = parts.get(0);
        double[][] values = new double[first.series().channelCount()][total];
        long[] times = new long[kind == TimeAxis.Kind.ROW ? 0 : total];
        Labels.State[] states = new Labels.State[total];
        Arrays.fill(states, Labels.State.UNKNOWN);
        java.util.Map<String, Long> missing = new java.util.LinkedHashMap<>();
        int at = 0;
        for (CsvResult part : parts) {
            TimeSeries series = part.series();
            for (int c = 0; c < values.length; c++) {
                series.copyChannel(c, 0, values[c], at, series.length());
            }
            for (int row = 0; row < series.length(); row++) {
                if (kind != TimeAxis.Kind.ROW) {
                    times[at + row] = series.time().position(row);
                }
                if (part.labels().isPresent()) {
                    states[at + row] = part.labels().get().get(row);
                }
            }
            part.report().missingTokens().forEach((token, count) -> missing.merge(token, count, Long::sum));
            for (String note : part.report().notes()) {
                notes.add(part.report().source() + ": " + note);
            }
            at += series.length();
        }
        TimeAxis time = kind == TimeAxis.Kind.ROW ? TimeAxis.rows(total) : TimeAxis.wrap(kind, times);
        ReadReport report = first.report();
        return new CsvResult(
                TimeSeries.wrap(
                        first.series().name(), time, first.series().schema().channels(), values),
                first.labels().isPresent() ? Optional.of(Labels.of(states)) : Optional.empty(),
                new ReadReport(
                        report.source() + " and " + (parts.size() - 1) + " more",
                        report.charset(),
                        report.gzip(),
                        report.delimiter(),
                        report.decimalMark(),
                        report.header(),
                        report.layout(),
                        report.timeColumn(),
                        report.timeFormat(),
                        report.labelColumn(),
                        report.ignoredColumns(),
                        total,
                        missing,
                        notes));
    }

    /**
     * Reads several files as several series of one schema, in the given order.
     *
     * @throws BadInputException as {@link #read(Path, CsvFormat)}, or naming the file whose channels differ from those
     *     of the first
     */
    public static List<CsvResult> readEach(List<Path> files, CsvFormat format) {
        if (files.isEmpty()) {
            throw new BadInputException("no file was given; give at least one CSV file");
        }
        List<CsvResult> results = new ArrayList<>();
        for (Path file : files) {
            CsvResult result = read(file, format);
            if (!results.isEmpty()) {
                requireSameChannels(results.get(0), result);
            }
            results.add(result);
        }
        return List.copyOf(results);
    }

    private static void requireSameChannels(CsvResult first, CsvResult other) {
        List<String> expected = first.series().schema().channelNames();
        List<String> found = other.series().schema().channelNames();
        if (expected.equals(found)) {
            return;
        }
        List<String> lacking = new ArrayList<>(expected);
        lacking.removeAll(found);
        List<String> surplus = new ArrayList<>(found);
        surplus.removeAll(expected);
        throw new BadInputException(other.report().source() + " has other channels than "
                + first.report().source() + ":"
                + (lacking.isEmpty() ? "" : " missing " + CsvSniffer.shorten(lacking))
                + (surplus.isEmpty() ? "" : " unexpected " + CsvSniffer.shorten(surplus))
                + (lacking.isEmpty() && surplus.isEmpty() ? " the same names in another order" : "")
                + "; files that are read together need the same columns in the same order");
    }

    private static String fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    private static String seriesName(String source) {
        String name = source.replaceFirst("(?i)\\.gz$", "").replaceFirst("(?i)\\.(csv|tsv|txt)$", "");
        return name.isEmpty() ? source : name;
    }
}
