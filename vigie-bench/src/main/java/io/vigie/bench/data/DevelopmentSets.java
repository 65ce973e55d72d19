package io.vigie.bench.data;

import io.vigie.detect.RunContext;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The series that settings are chosen on: no Eva file of TSB-AD, and no series that one is made of, but for what the official
 * Tuning lists themselves hold. The family of a series is its set; names start with it.
 *
 * <ul>
 *   <li>{@code Tun}: the files of TSB-AD's Tuning list. They are taken as the official split has them, though some are of
 *       the same telemetry channel as an Eva file ({@link TsbAdOverlap#sharesSeriesWithEva}).
 *   <li>{@code Neither}: official files of TSB-AD on neither list (those at hand are all of WSD, univariate).
 *   <li>{@code NASA}: SMAP and MSL; in the univariate track the telemetry channel alone, without its commands.
 *   <li>{@code SMD}: machines (multivariate).
 *   <li>{@code ASD}: every second server from the first; {@code JumpStarter}: every second service from the first;
 *       {@code SKAB} and {@code TEP}: every fourth run from the first (multivariate).
 *   <li>{@code NAB}: the series that have a window, the windows being the labels (univariate).
 *   <li>{@code injected}: {@link Injection} into stretches that the labels of their source call normal.
 * </ul>
 *
 * <p>Series of NASA, SMD and NAB that a Tuning file at hand of the same track is made of are in {@code Tun} already and not
 * taken twice.
 *
 * <p><b>What teaches.</b> For NASA, SMD and NAB a series is the test part treated as TSB-AD does: a prefix teaches
 * ({@link TsbAd#trainRows(int, int)}), the whole is scored. Where the first anomaly stands before row 500, the prefix holds
 * it, as it does in TSB-AD's own files. ASD, JumpStarter, SKAB and TEP keep the train part they come with, as in their own
 * benchmarks; the whole test part (of SKAB the whole run) is scored.
 *
 * <p><b>Injected series.</b> Sources of the multivariate track: Tuning files, the servers that {@code ASD} leaves out, SMD's
 * machines, and every fourth channel of NASA from the first; one case each. Of the univariate track: Tuning files, one
 * channel of each of those servers and machines, drawn anew for each case, and the telemetry of every ninth channel of NASA
 * from the seventh; three cases each. Tuning files are no source if they share a series with an Eva file, or if their first
 * anomaly stands before row 500. A series is the longest normal stretch of the labelled part, at most its first
 * {@value #LONGEST_STRETCH} rows; its first quarter teaches, and anomalies begin 100 rows later. Kinds take turns, every
 * fifth of the twelve; 1 and 3 anomalies a series alternate. The draws follow from one fixed seed and the case's name.
 *
 * <p>Sets whose folder is not there are left out. Immutable.
 */
public final class DevelopmentSets {
    /** Names of the sets. */
    public static final String TUNING = "Tun";

    public static final String NEITHER = "Neither";
    public static final String NASA = "NASA";
    public static final String SMD = "SMD";
    public static final String ASD = "ASD";
    public static final String JUMP_STARTER = "JumpStarter";
    public static final String SKAB = "SKAB";
    public static final String TEP = "TEP";
    public static final String NAB = "NAB";
    public static final String INJECTED = "injected";

    private static final long SEED = 20_261_122;
    private static final int LONGEST_STRETCH = 6000;
    private static final int SHORTEST_STRETCH = 500;
    private static final int TRAIN_PART = 4;
    private static final int ROWS_BEFORE_ANOMALIES = 100;
    /** Has no factor in common with the number of kinds, so that every kind has its turn. */
    private static final int KIND_STEP = 5;

    private static final int UNIVARIATE_CASES = 3;
    /** Cases are told as no larger than this: a stretch is a part of its source. */
    private static final long STRETCH_CELLS = 200_000;

    private final DataFolder data;

    private DevelopmentSets(DataFolder data) {
        this.data = data;
    }

    /** The sets under a data folder. */
    public static DevelopmentSets of(DataFolder data) {
        return new DevelopmentSets(data);
    }

    /** Names of the sets of a track, in order of the tables. */
    public static List<String> names(Track track) {
        return track == Track.MULTIVARIATE
                ? List.of(TUNING, NEITHER, NASA, SMD, ASD, JUMP_STARTER, SKAB, TEP, INJECTED)
                : List.of(TUNING, NEITHER, NASA, NAB, INJECTED);
    }

    /**
     * The series that are there, set by set; nothing but names and labels is read.
     *
     * @throws BadInputException if a set's folder is there but cannot be used
     */
    public List<BenchmarkCase> cases(Track track) {
        return names(track).stream().flatMap(set -> cases(track, set).stream()).toList();
    }

    /**
     * The series of one set that are there; none if the set's folder is not.
     *
     * @param set one of {@link #names}
     */
    public List<BenchmarkCase> cases(Track track, String set) {
        if (!names(track).contains(set)) {
            throw new IllegalArgumentException("no set '" + set + "' in track " + track.letter());
        }
        return switch (set) {
            case TUNING -> renamed(set, tsbAd(track, Split.TUNING));
            case NEITHER -> renamed(set, tsbAd(track, Split.NEITHER));
            case NASA -> nasa(track);
            case SMD -> prefixed(set, once(track, "smd", machines()));
            case NAB -> nab();
            case ASD -> renamed(set, every(2, 0, servers()));
            case JUMP_STARTER ->
                renamed(
                        set,
                        every(
                                2,
                                0,
                                isThere("jumpstarter") ? JumpStarter.of(data).cases(Scope.DEVELOPMENT) : List.of()));
            case SKAB ->
                renamed(set, every(4, 0, isThere("skab") ? Skab.of(data).cases(Scope.DEVELOPMENT) : List.of()));
            case TEP -> renamed(set, every(4, 0, isThere("tep") ? Tep.of(data).cases(Scope.DEVELOPMENT) : List.of()));
            default -> injected(track);
        };
    }

    /** Names of series of a track that the folder lacks, set by set, as {@link #missing(Track, String)} tells them. */
    public List<String> missing(Track track) {
        return names(track).stream()
                .flatMap(set -> missing(track, set).stream())
                .toList();
    }

    /**
     * Names of series that a set has and the folder lacks, as far as it can tell; {@code SET/*} where its folder is not
     * there.
     *
     * @param set one of {@link #names}
     */
    public List<String> missing(Track track, String set) {
        return switch (set) {
            case TUNING, NEITHER ->
                missing(
                        set,
                        "tsb-ad",
                        () -> TsbAd.of(data).missing(track, set.equals(TUNING) ? Split.TUNING : Split.NEITHER));
            case NASA -> missing(set, "smap-msl", () -> SmapMsl.of(data).missing(Scope.DEVELOPMENT));
            case SMD -> missing(set, "smd", () -> Smd.of(data).missing(Scope.DEVELOPMENT));
            case ASD -> missing(set, "asd", List::of);
            case JUMP_STARTER -> missing(set, "jumpstarter", List::of);
            case SKAB -> missing(set, "skab", List::of);
            case TEP -> missing(set, "tep", List::of);
            case NAB -> missing(set, "nab", () -> Nab.of(data).missing(Scope.DEVELOPMENT));
            default -> List.of();
        };
    }

    private List<String> missing(String set, String folder, Supplier<List<String>> names) {
        return isThere(folder)
                ? names.get().stream().map(name -> set + "/" + name).toList()
                : List.of(set + "/*");
    }

    /**
     * One of the series.
     *
     * @throws BadInputException if it is not there
     */
    public BenchmarkCase caseNamed(Track track, String name) {
        int end = name.indexOf('/');
        String set = end < 0 ? name : name.substring(0, end);
        return names(track).stream()
                .filter(set::equals)
                .flatMap(found -> cases(track, found).stream())
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("there is no development series '" + name + "' of track "
                        + track.letter() + " in the data folder; 'vigie bench develop --list' prints those there are"));
    }

    private record Case(
            String name, String family, long cells, BenchmarkCase source, UnaryOperator<BenchmarkSeries> change)
            implements BenchmarkCase {
        @Override
        public BenchmarkSeries load() {
            BenchmarkSeries series = change.apply(source.load());
            return new BenchmarkSeries(
                    name,
                    family,
                    series.train().withName(name),
                    series.calibration().withName(name),
                    series.scored().withName(name),
                    series.labels());
        }
    }

    private static List<BenchmarkCase> renamed(String set, List<BenchmarkCase> cases) {
        return changed(set, cases, series -> series);
    }

    private static List<BenchmarkCase> prefixed(String set, List<BenchmarkCase> cases) {
        return changed(set, cases, DevelopmentSets::withPrefix);
    }

    private static List<BenchmarkCase> changed(
            String set, List<BenchmarkCase> cases, UnaryOperator<BenchmarkSeries> change) {
        return cases.stream()
                .<BenchmarkCase>map(found -> new Case(set + "/" + found.name(), set, found.cells(), found, change))
                .toList();
    }

    /** The test part alone, a prefix of it as the train part. */
    private static BenchmarkSeries withPrefix(BenchmarkSeries series) {
        TimeSeries scored = series.scored();
        List<Interval> anomalies = series.labels().anomalies();
        int first = anomalies.isEmpty() ? scored.length() : anomalies.get(0).from();
        TimeSeries train = scored.slice(0, TsbAd.trainRows(scored.length(), first));
        return new BenchmarkSeries(series.name(), series.family(), train, scored, series.labels());
    }

    private static BenchmarkSeries telemetry(BenchmarkSeries series) {
        return new BenchmarkSeries(
                series.name(),
                series.family(),
                series.train().select(0),
                series.scored().select(0),
                series.labels());
    }

    private List<BenchmarkCase> nasa(Track track) {
        List<BenchmarkCase> channels = once(track, "smap-msl", channels());
        return track == Track.MULTIVARIATE
                ? prefixed(NASA, channels)
                : changed(NASA, channels, series -> withPrefix(telemetry(series)));
    }

    private List<BenchmarkCase> nab() {
        if (!isThere("nab")) {
            return List.of();
        }
        Nab nab = Nab.of(data);
        List<BenchmarkCase> labelled = nab.cases(Scope.DEVELOPMENT).stream()
                .filter(found -> nab.windows(found.name()) > 0)
                .toList();
        return prefixed(NAB, once(Track.UNIVARIATE, "nab", labelled));
    }

    /** Less the series that a Tuning file at hand of the track is made of. */
    private List<BenchmarkCase> once(Track track, String dataSet, List<BenchmarkCase> cases) {
        Set<String> tuning = new HashSet<>();
        tsbAd(track, Split.TUNING).forEach(file -> tuning.add(file.name()));
        Set<String> taken = new HashSet<>();
        for (TsbAdOverlap.Entry entry : TsbAdOverlap.entries()) {
            if (entry.track() == track && entry.dataSet().equals(dataSet) && tuning.contains(entry.file())) {
                taken.add(entry.series());
            }
        }
        return cases.stream().filter(found -> !taken.contains(found.name())).toList();
    }

    private List<BenchmarkCase> tsbAd(Track track, Split split) {
        return isThere("tsb-ad") ? TsbAd.of(data).cases(track, split) : List.of();
    }

    private List<BenchmarkCase> machines() {
        return isThere("smd") ? Smd.of(data).cases(Scope.DEVELOPMENT) : List.of();
    }

    private List<BenchmarkCase> channels() {
        return isThere("smap-msl") ? SmapMsl.of(data).cases(Scope.DEVELOPMENT) : List.of();
    }

    private List<BenchmarkCase> servers() {
        return isThere("asd") ? Asd.of(data).cases(Scope.DEVELOPMENT) : List.of();
    }

    private boolean isThere(String folder) {
        return Files.isDirectory(data.path().resolve(folder));
    }

    private static List<BenchmarkCase> every(int step, int first, List<BenchmarkCase> cases) {
        List<BenchmarkCase> chosen = new ArrayList<>();
        for (int i = first; i < cases.size(); i += step) {
            chosen.add(cases.get(i));
        }
        return chosen;
    }

    private List<BenchmarkCase> injected(Track track) {
        boolean many = track == Track.MULTIVARIATE;
        List<BenchmarkCase> files = tsbAd(track, Split.TUNING).stream()
                .filter(file -> TsbAd.firstAnomaly(file.name()) >= SHORTEST_STRETCH)
                .filter(file -> !TsbAdOverlap.sharesSeriesWithEva(file.name()))
                .toList();
        List<BenchmarkCase> sources = Stream.of(
                        renamed(TUNING, files),
                        renamed(ASD, every(2, 1, servers())),
                        renamed(SMD, machines()),
                        many
                                ? renamed(NASA, every(4, 0, channels()))
                                : changed(NASA, every(9, 6, channels()), DevelopmentSets::telemetry))
                .flatMap(List::stream)
                .toList();
        InjectionKind[] kinds = InjectionKind.values();
        List<BenchmarkCase> cases = new ArrayList<>();
        for (BenchmarkCase source : sources) {
            for (int i = 0; i < (many ? 1 : UNIVARIATE_CASES); i++) {
                int turn = cases.size();
                InjectionKind kind = kinds[KIND_STEP * turn % kinds.length];
                // The round counts too, or a kind would always have the same number.
                Injection injection = new Injection(kind, (turn + turn / kinds.length) % 2 == 0 ? 1 : 3, SEED);
                String name = INJECTED + "/" + source.name() + "/" + kind.label() + "-" + injection.count();
                cases.add(new Case(
                        name,
                        INJECTED,
                        Math.min(STRETCH_CELLS, source.cells()),
                        source,
                        series -> injected(series, injection, name, many)));
            }
        }
        return cases;
    }

    private static BenchmarkSeries injected(BenchmarkSeries source, Injection injection, String name, boolean many) {
        TimeSeries stretch = stretch(source.scored(), source.labels());
        TimeSeries normal = many || stretch.channelCount() == 1 ? stretch : oneChannel(stretch, name);
        int train = normal.length() / TRAIN_PART;
        Injection.Injected injected = injection.into(normal, train + ROWS_BEFORE_ANOMALIES, name);
        return new BenchmarkSeries(
                name, INJECTED, injected.series().slice(0, train), injected.series(), injected.labels());
    }

    private static TimeSeries stretch(TimeSeries series, Labels labels) {
        Interval longest = labels.notAnomalous().stream()
                .max(Comparator.comparingInt(Interval::length))
                .orElseThrow(() -> new BadInputException("no row of '" + series.name() + "' is normal"));
        return series.slice(longest.from(), Math.min(longest.to(), longest.from() + LONGEST_STRETCH));
    }

    private static TimeSeries oneChannel(TimeSeries series, String name) {
        double[][] values = new double[series.channelCount()][];
        for (int channel = 0; channel < values.length; channel++) {
            values[channel] = series.channelValues(channel);
        }
        int[] lively = Injection.lively(values);
        if (lively.length == 0) {
            throw new BadInputException("no channel of '" + series.name() + "' varies in its longest normal stretch");
        }
        int drawn =
                RunContext.defaults().withSeed(SEED).random(name + "/channel").nextInt(lively.length);
        return series.select(lively[drawn]);
    }
}
