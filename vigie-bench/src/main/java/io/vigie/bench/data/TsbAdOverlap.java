package io.vigie.bench.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Which series of other data sets the files of TSB-AD are made of, so that nothing is chosen on a series that TSB-AD
 * reports on.
 *
 * <p>A table in the resources, made by comparing contents: a file of TSB-AD (either track, any split) belongs to a series
 * if its rows, from its first, are consecutive rows of the series' scored part (of one channel of it, the first one for
 * SMAP and MSL, in track U). Files that were not at hand to compare ({@code found_by} is {@code labels}) were told by
 * the row of their first anomaly, which their name gives, and for one file by its published length besides. Where
 * several series fit, all of them count.
 */
public final class TsbAdOverlap {
    /**
     * A file of TSB-AD and a series that it is made of.
     *
     * @param dataSet smd, smap-msl or nab
     * @param series name of the series in its data set
     * @param file official name in TSB-AD
     * @param track the track of the file
     * @param split the split of the file
     * @param firstRow row of the series' scored part with which the file starts
     * @param compared true if contents were compared, false if only labels were
     */
    public record Entry(
            String dataSet, String series, String file, Track track, Split split, int firstRow, boolean compared) {}

    private static final String TABLE = "tsb-ad-overlap.csv";
    private static final List<Entry> ENTRIES = read();

    private TsbAdOverlap() {}

    /** The whole table. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /** True if an Eva file of either track is made of the series: it may be reported on, never chosen on. */
    public static boolean reportOnly(String dataSet, String series) {
        return ENTRIES.stream()
                .anyMatch(entry -> entry.split() == Split.EVA
                        && entry.dataSet().equals(dataSet)
                        && entry.series().equals(series));
    }

    /**
     * True if a file is made of a series that an Eva file of either track is made of too: an official Tuning file may be,
     * of another channel of it or the same.
     *
     * @param file official name in TSB-AD
     */
    public static boolean sharesSeriesWithEva(String file) {
        return ENTRIES.stream()
                .anyMatch(entry -> entry.file().equals(file) && reportOnly(entry.dataSet(), entry.series()));
    }

    static boolean takesPart(String dataSet, String series, Scope scope) {
        return scope == Scope.ALL || !reportOnly(dataSet, series);
    }

    private static List<Entry> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TsbAdOverlap.class.getResourceAsStream(TABLE), TABLE),
                StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(TsbAdOverlap::entry).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        String[] fields = line.split(",", -1);
        return new Entry(
                fields[0],
                fields[1],
                fields[2],
                Track.parse(fields[3]),
                fields[4].equals("Eva") ? Split.EVA : fields[4].equals("Tuning") ? Split.TUNING : Split.NEITHER,
                Integer.parseInt(fields[5]),
                fields[6].equals("content"));
    }
}
