package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of TSB-AD (Liu and Paparrizos, "The Elephant in the Room", NeurIPS 2024) in {@code tsb-ad/M} and
 * {@code tsb-ad/U}, plain or packed with gzip, and its official lists in {@code tsb-ad/lists}. A file name
 * {@code ..._tr_N_1st_K.csv} says that rows 0 to N-1 are the train prefix; the whole series is scored. Its last column,
 * {@code Label}, is 1 in anomalous rows.
 */
public final class TsbAd {
    private static final Pattern NAME = Pattern.compile("\\d+_(.+?)_id_\\d+_.*_tr_(\\d+)_1st_(\\d+)\\.csv");
    private static final int TRAIN_PART = 4;
    private static final int ROWS_BEFORE_ANOMALY = 100;
    private static final int LEAST_TRAIN_ROWS = 500;
    private static final int MOST_TRAIN_ROWS = 50_000;
    private static final CsvFormat FORMAT = CsvFormat.auto()
            .withDelimiter(',')
            .withDecimalMark(CsvFormat.DecimalMark.POINT)
            .withHeader(CsvFormat.Header.YES)
            .withLayout(CsvFormat.Layout.WIDE)
            .withTime(ColumnChoice.none())
            .withLabel(ColumnChoice.named("Label"));

    private final Path root;

    private TsbAd(Path root) {
        this.root = root;
    }

    /**
     * The files under a data folder.
     *
     * @throws BadInputException if it has no {@code tsb-ad/lists}
     */
    public static TsbAd of(DataFolder data) {
        data.resolve("tsb-ad", "lists");
        return new TsbAd(data.path().resolve("tsb-ad"));
    }

    /** The official names of a split, in official order, whether the files are there or not. */
    public List<String> official(Track track, Split split) {
        String prefix = "TSB-AD-" + track.letter();
        return switch (split) {
            case EVA -> list(prefix + "-Eva.csv");
            case EVA_SUBSET -> subset(track);
            case TUNING -> list(prefix + "-Tuning.csv");
            case NEITHER -> {
                Set<String> listed = new HashSet<>(list(prefix + "-Eva.csv"));
                listed.addAll(list(prefix + "-Tuning.csv"));
                yield list(prefix + ".csv").stream()
                        .filter(name -> !listed.contains(name))
                        .toList();
            }
        };
    }

    private static List<String> subset(Track track) {
        String resource = "tsb-ad-" + track.letter() + "-eva-subset.csv";
        try (InputStream in = TsbAd.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a split that are there, in official order. */
    public List<BenchmarkCase> cases(Track track, Split split) {
        List<BenchmarkCase> cases = new ArrayList<>();
        for (String name : official(track, split)) {
            Path file = file(track, name);
            if (Files.exists(file)) {
                cases.add(new FileCase(name, file));
            }
        }
        return cases;
    }

    /** The names of a split whose files are not there, in official order. */
    public List<String> missing(Track track, Split split) {
        return official(track, split).stream()
                .filter(name -> !Files.exists(file(track, name)))
                .toList();
    }

    /**
     * One file of a track.
     *
     * @param name official name
     * @throws BadInputException if it is not there
     */
    public BenchmarkCase caseNamed(Track track, String name) {
        Path file = file(track, name);
        if (!Files.exists(file)) {
            throw new BadInputException("there is no file " + file + "; see the lists for the official names");
        }
        return new FileCase(name, file);
    }

    /**
     * Rows of the train prefix, from a file's name.
     *
     * @throws BadInputException if it is no name of TSB-AD
     */
    public static int trainRows(String name) {
        return Integer.parseInt(matched(name).group(2));
    }

    /**
     * First anomalous row, from a file's name.
     *
     * @throws BadInputException if it is no name of TSB-AD
     */
    public static int firstAnomaly(String name) {
        return Integer.parseInt(matched(name).group(3));
    }

    /**
     * Rows of the train prefix that TSB-AD gives a series: a quarter, but no more than up to 100 rows before the first
     * anomaly nor more than 50,000, and at least 500 even where the anomaly is nearer. The rule is read off its file
     * names; of 366 files all but one, whose source is longer than it, agree.
     *
     * @param rows rows of the whole series
     * @param firstAnomaly its first anomalous row, or its length where there is none
     */
    public static int trainRows(int rows, int firstAnomaly) {
        int wanted = Math.min(rows / TRAIN_PART, Math.min(firstAnomaly - ROWS_BEFORE_ANOMALY, MOST_TRAIN_ROWS));
        return Math.min(rows, Math.max(LEAST_TRAIN_ROWS, wanted));
    }

    /**
     * The data set that a file comes from, from its name: SMD, NAB, ...
     *
     * @throws BadInputException if it is no name of TSB-AD
     */
    public static String family(String name) {
        return matched(name).group(1);
    }

    private static Matcher matched(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new BadInputException(
                    "'" + name + "' is no file name of TSB-AD; expected NUMBER_FAMILY_id_N_DOMAIN_tr_ROWS_1st_ROW.csv");
        }
        return matcher;
    }

    private Path file(Track track, String name) {
        Path folder = root.resolve(track.letter());
        Path plain = folder.resolve(name);
        return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
    }

    private List<String> list(String fileName) {
        Path file = root.resolve("lists").resolve(fileName);
        try {
            return Files.readAllLines(file).stream()
                    .skip(1)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new BadInputException("the list " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private record FileCase(String name, Path file) implements BenchmarkCase {
        @Override
        public String family() {
            return TsbAd.family(name);
        }

        @Override
        public long cells() {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public BenchmarkSeries load() {
            CsvResult read = CsvReader.read(file, FORMAT);
            TimeSeries series = read.series().withName(name);
            int train = trainRows(name);
            if (train > series.length()) {
                throw new BadInputException("'" + name + "' names " + train + " train rows but has only "
                        + series.length() + " rows; the file is cut off");
            }
            return new BenchmarkSeries(
                    name,
                    family(),
                    series.slice(0, train),
                    series,
                    read.labels().orElseThrow(() -> new BadInputException("'" + name + "' has no column 'Label'")));
        }
    }
}
