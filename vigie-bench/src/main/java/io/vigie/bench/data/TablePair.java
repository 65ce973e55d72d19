package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A series whose train part and scored part are tables of their own.
 *
 * @param labels labels of the scored part, given what its file held
 */
record TablePair(
        String name,
        String family,
        Path train,
        Path scored,
        CsvFormat trainFormat,
        CsvFormat scoredFormat,
        Function<CsvResult, Labels> labels)
        implements BenchmarkCase {
    private static final CsvFormat PLAIN = CsvFormat.auto()
            .withDelimiter(',')
            .withDecimalMark(CsvFormat.DecimalMark.POINT)
            .withLayout(CsvFormat.Layout.WIDE)
            .withTime(ColumnChoice.none())
            .withLabel(ColumnChoice.none());

    /** Comma-separated numbers without names. */
    static final CsvFormat HEADERLESS = PLAIN.withHeader(CsvFormat.Header.NO);

    /** Comma-separated numbers below their names. */
    static final CsvFormat NAMED = PLAIN.withHeader(CsvFormat.Header.YES);

    /** The same with a last column {@code Label}. */
    static final CsvFormat LABELLED = NAMED.withLabel(ColumnChoice.named("Label"));

    @Override
    public long cells() {
        return size(train) + size(scored);
    }

    @Override
    public BenchmarkSeries load() {
        TimeSeries learned = CsvReader.read(train, trainFormat).series().withName(name);
        CsvResult read = CsvReader.read(scored, scoredFormat);
        return new BenchmarkSeries(name, family, learned, read.series().withName(name), labels.apply(read));
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Labels from a file of one number a row, 1 for anomalous. */
    static Labels flags(Path file) {
        return Labels.ofBinary(isSet(CsvReader.read(file, HEADERLESS).series().channelValues(0)));
    }

    static boolean[] isSet(double[] values) {
        boolean[] set = new boolean[values.length];
        for (int row = 0; row < values.length; row++) {
            set[row] = values[row] > 0.5;
        }
        return set;
    }

    /** The packed or plain form of a file, whichever is there; the packed one where none is. */
    static Path file(Path folder, String name) {
        Path plain = folder.resolve(name);
        return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
    }

    /**
     * Names of the files in a folder that end with a suffix or with it and {@code .gz}, less both, numbers in them in the
     * order of numbers.
     *
     * @throws BadInputException if the folder cannot be read
     */
    static List<String> names(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = new ArrayList<>();
            files.map(file -> file.getFileName().toString().replaceFirst("\\.gz$", ""))
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted(Comparator.comparing(TablePair::sortKey))
                    .forEach(names::add);
            return List.copyOf(names);
        } catch (IOException e) {
            throw new BadInputException("the folder " + folder + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static String sortKey(String name) {
        StringBuilder key = new StringBuilder();
        int digits = 0;
        for (int i = 0; i < name.length(); i++) {
            boolean digit = Character.isDigit(name.charAt(i));
            if (digit && digits == 0) {
                int end = i;
                while (end < name.length() && Character.isDigit(name.charAt(end))) {
                    end++;
                }
                key.append("0".repeat(Math.max(0, 9 - (end - i))));
            }
            digits = digit ? digits + 1 : 0;
            key.append(name.charAt(i));
        }
        return key.toString();
    }
}
