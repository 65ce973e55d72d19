package io.vigie.bench.run;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Results as CSV, one line a run, flushed as it comes: what is interrupted loses at most the line in hand. Columns:
 * protocol, file, family, detector, options, seed, window_rule, window, the metrics, fit_s, score_s, peak_mb, error.
 * Numbers are written so that reading gives the same bits, but for times (0.1 ms) and memory (0.1 MB, 10^6 bytes).
 *
 * <p>An open file is locked, so that no second process writes to it. Thread-safe.
 */
public final class ResultFile implements AutoCloseable {
    private static final List<String> BEFORE =
            List.of("protocol", "file", "family", "detector", "options", "seed", "window_rule", "window");
    private static final List<String> AFTER = List.of("fit_s", "score_s", "peak_mb", "error");
    private static final double MEGABYTE = 1e6;

    /** Times are kept in this many parts of a second. */
    static final double SECOND_PARTS = 1e4;

    /** Memory is kept in steps of this many bytes. */
    static final long BYTE_STEP = 100_000;

    private final Path path;
    private final List<String> metrics;
    private final Map<ResultKey, ResultRow> rows = new TreeMap<>();
    private FileChannel channel;

    private ResultFile(Path path, List<String> metrics, FileChannel channel) {
        this.path = path;
        this.metrics = metrics;
        this.channel = channel;
    }

    /**
     * Opens a file to go on with it, or makes one. A half-written last line is dropped; metrics that the file does not
     * have yet become new columns, empty for the rows that are there.
     *
     * @param metrics names of the metrics that rows to come will have
     * @throws BadInputException if the file is no result file, cannot be written, or is in use
     */
    public static ResultFile open(Path path, Collection<String> metrics) {
        try {
            FileChannel channel = locked(path);
            try {
                Content content = content(path);
                Set<String> all = new LinkedHashSet<>(content.metrics);
                all.addAll(metrics);
                ResultFile file = new ResultFile(path, List.copyOf(all), channel);
                content.rows.forEach(row -> file.rows.put(row.key(), row));
                if (!content.complete || all.size() > content.metrics.size()) {
                    file.rewrite(content.rows);
                }
                return file;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BadInputException("the result file " + path + " cannot be written (" + e + ")", e);
        }
    }

    private static FileChannel locked(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean free = false;
        try {
            free = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw inUse(path);
        } finally {
            if (!free) {
                channel.close();
            }
        }
        if (!free) {
            throw inUse(path);
        }
        return channel;
    }

    private static BadInputException inUse(Path path) {
        return new BadInputException(
                "the result file " + path + " is in use by another run; wait for it, or write to another folder");
    }

    /**
     * The rows of a file, in its order; a half-written last line is dropped. Where a run stands twice, the later line
     * counts.
     *
     * @throws BadInputException if it is no result file
     */
    public static List<ResultRow> read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException("there is no result file " + path + "; make one with 'vigie bench tsb-ad'");
        }
        try {
            Map<ResultKey, ResultRow> latest = new LinkedHashMap<>();
            content(path).rows.forEach(row -> latest.put(row.key(), row));
            return List.copyOf(latest.values());
        } catch (IOException e) {
            throw new BadInputException("the result file " + path + " cannot be read (" + e + ")", e);
        }
    }

    /** All rows so far, ordered by key. */
    public synchronized List<ResultRow> rows() {
        return List.copyOf(rows.values());
    }

    /** Adds a row and writes it to the disk. */
    public synchronized void append(ResultRow row) {
        for (String metric : row.metrics().keySet()) {
            if (!metrics.contains(metric)) {
                throw new IllegalArgumentException("metric '" + metric + "' is none of the file's: " + metrics);
            }
        }
        try {
            write(line(row));
            rows.put(row.key(), row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rewrites the file ordered by key, so that equal runs make equal files. */
    public synchronized void sort() {
        try {
            rewrite(rows.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes beside the file and puts it in its place, so that all rows are in the file at every moment. */
    private void rewrite(Collection<ResultRow> ordered) throws IOException {
        StringBuilder text = new StringBuilder(join(header()));
        for (ResultRow row : ordered) {
            text.append(line(row));
        }
        Path rewritten = path.resolveSibling(path.getFileName() + ".part");
        Files.writeString(rewritten, text);
        FileChannel before = channel;
        Files.move(rewritten, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        channel = locked(path);
        before.close();
    }

    private void write(String text) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(false);
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(BEFORE);
        header.addAll(metrics);
        header.addAll(AFTER);
        return header;
    }

    private String line(ResultRow row) {
        ResultKey key = row.key();
        List<String> cells = new ArrayList<>(List.of(
                key.protocol(),
                key.file(),
                row.family(),
                key.detector(),
                row.options(),
                Long.toString(key.seed()),
                row.windowRule(),
                Integer.toString(row.window())));
        for (String metric : metrics) {
            Double value = row.metrics().get(metric);
            cells.add(value == null ? "" : value.toString());
        }
        cells.add(String.format(Locale.ROOT, "%.4f", row.fitSeconds()));
        cells.add(String.format(Locale.ROOT, "%.4f", row.scoreSeconds()));
        cells.add(String.format(Locale.ROOT, "%.1f", row.peakHeapBytes() / MEGABYTE));
        cells.add(row.error().replaceAll("\\s*\\R\\s*", " "));
        return join(cells);
    }

    private static String join(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private record Content(List<String> metrics, List<ResultRow> rows, boolean complete) {}

    private static Content content(Path path) throws IOException {
        String whole = Files.readString(path);
        // Fields hold no line ends, so that what follows the last one is a line that was not finished.
        String text = whole.substring(0, whole.lastIndexOf('\n') + 1);
        if (text.isEmpty()) {
            return new Content(List.of(), List.of(), false);
        }
        List<String> header = null;
        List<String> metrics = List.of();
        List<ResultRow> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> lines = CsvReader.builder().ofCsvRecord(text)) {
            for (CsvRecord line : lines) {
                if (header == null) {
                    header = line.getFields();
                    metrics = metricsOf(path, header);
                } else {
                    rows.add(row(path, metrics, line));
                }
            }
        }
        return new Content(metrics, rows, text.length() == whole.length());
    }

    private static List<String> metricsOf(Path path, List<String> header) {
        int last = header.size() - AFTER.size();
        if (last < BEFORE.size()
                || !header.subList(0, BEFORE.size()).equals(BEFORE)
                || !header.subList(last, header.size()).equals(AFTER)) {
            throw new BadInputException(path + " is no result file; its first line must be " + String.join(",", BEFORE)
                    + ",METRICS," + String.join(",", AFTER));
        }
        return List.copyOf(header.subList(BEFORE.size(), last));
    }

    private static ResultRow row(Path path, List<String> metrics, CsvRecord line) {
        int after = BEFORE.size() + metrics.size();
        if (line.getFieldCount() != after + AFTER.size()) {
            throw new BadInputException(path + ": line " + line.getStartingLineNumber() + " has " + line.getFieldCount()
                    + " fields instead of " + (after + AFTER.size()));
        }
        try {
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 0; i < metrics.size(); i++) {
                String cell = line.getField(BEFORE.size() + i);
                if (!cell.isEmpty()) {
                    values.put(metrics.get(i), Double.valueOf(cell));
                }
            }
            return new ResultRow(
                    new ResultKey(
                            line.getField(0), line.getField(1), line.getField(3), Long.parseLong(line.getField(5))),
                    line.getField(2),
                    line.getField(4),
                    line.getField(6),
                    Integer.parseInt(line.getField(7)),
                    values,
                    Double.parseDouble(line.getField(after)),
                    Double.parseDouble(line.getField(after + 1)),
                    Math.round(Double.parseDouble(line.getField(after + 2)) * MEGABYTE),
                    line.getField(after + 3));
        } catch (NumberFormatException e) {
            throw new BadInputException(
                    path + ": line " + line.getStartingLineNumber() + ": " + e.getMessage() + "; expected a number", e);
        }
    }
}
