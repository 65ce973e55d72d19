package io.vigie.bench.report;

import io.vigie.bench.data.PublishedTable;
import io.vigie.bench.data.PublishedTable.FileStatistics;
import io.vigie.bench.report.Entrant.Kind;
import io.vigie.bench.report.Entrant.LengthClass;
import io.vigie.bench.run.ResultRow;
import io.vigie.series.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Our results on one track of TSB-AD beside the published ones, on the same files: the files that the reference
 * contestant was run on. Immutable.
 *
 * <p>Seeds are averaged per file first. A failed run counts 0. A published method that lacks some of the files is averaged
 * over those it has, marked as such, and compared with the reference on those alone.
 */
public final class BenchmarkReport {
    /** The baselines that every report shows, by label; the second name of each pair is accepted too. */
    private static final List<List<String>> BASELINES = List.of(
            List.of("random"),
            List.of("zscore(window=100)"),
            List.of("pca"),
            List.of("1-nn", "knn(neighbours=1)"),
            List.of("kmeans"));

    /** Places in the critical-difference picture; what we ran always has one. */
    private static final int RANKED = 20;

    /** Fewer data sets than this can hardly stand for others. */
    private static final int FEW_FAMILIES = 5;

    private static final String PUBLISHED_RULE = "2024";

    private final ReportOptions options;
    private final List<String> files;
    private final List<String> families;
    private final int[] familyOf;
    private final @Nullable LengthClass[] lengthOf;
    private final List<Entrant> entrants;
    private final List<Difference> differences;
    private final @Nullable Ranking ranking;
    private final Set<Long> seeds;
    private final String windowRule;
    private final int officialFiles;
    private final @Nullable FileRepeats repeats;
    private final List<String> warnings;
    private final Map<String, String> provenance;

    private BenchmarkReport(Making making) {
        options = making.options;
        files = List.copyOf(making.files);
        families = List.copyOf(making.families);
        familyOf = making.familyOf;
        lengthOf = making.lengthOf;
        entrants = List.copyOf(making.entrants);
        differences = List.copyOf(making.differences);
        ranking = making.ranking;
        seeds = making.seeds;
        windowRule = making.windowRule;
        officialFiles = making.published == null ? 0 : making.published.files().size();
        repeats = making.repeats;
        warnings = List.copyOf(making.warnings);
        provenance = making.provenance;
    }

    /**
     * Compares results with the published tables.
     *
     * @param results rows of one or more result files
     * @param published what others have published, or null where the data folder is absent and for development series
     * @param repeats which files repeat another's content, or null likewise
     * @param provenance how the results were made, for the reader; kept as it is
     * @throws BadInputException if the results lack the protocol, the reference, the metric or a required baseline, mix two
     *     settings under one label, or contradict one another
     */
    public static BenchmarkReport of(
            List<ResultRow> results,
            ReportOptions options,
            @Nullable PublishedTable published,
            @Nullable FileRepeats repeats,
            Map<String, String> provenance) {
        Making making = new Making(options, published, repeats, provenance);
        making.readOurs(results);
        making.chooseFiles();
        making.addOurs();
        making.addPublished();
        making.compare();
        making.checkBaselines();
        return new BenchmarkReport(making);
    }

    public ReportOptions options() {
        return options;
    }

    /** The files compared, in the order of their names. */
    public List<String> files() {
        return files;
    }

    /** Data sets that the files come from, in alphabetical order. */
    public List<String> families() {
        return families;
    }

    /** Data set of a file, as an index into {@link #families()}. */
    public int family(int file) {
        return familyOf[file];
    }

    /** Class of a file by the average length of its anomalies, where the published statistics list it. */
    public Optional<LengthClass> lengthClass(int file) {
        return Optional.ofNullable(lengthOf[file]);
    }

    /** Number of files of a class. */
    public int filesOf(LengthClass lengthClass) {
        return (int) Arrays.stream(lengthOf).filter(c -> c == lengthClass).count();
    }

    /** All rows, best plain mean first. */
    public List<Entrant> entrants() {
        return entrants;
    }

    /** The row that is compared with all others. */
    public Entrant reference() {
        return entrants.stream()
                .filter(e -> e.kind() == Kind.OURS && e.label().equals(options.reference()))
                .findFirst()
                .orElseThrow();
    }

    /** The published row with the best plain mean among those that have all files. */
    public Optional<Entrant> bestRival() {
        return entrants.stream()
                .filter(e -> e.kind() != Kind.OURS && e.complete())
                .findFirst();
    }

    /** The reference compared with every other row, in the order of {@link #entrants()}. */
    public List<Difference> differences() {
        return differences;
    }

    /** Average ranks, where two rows or more have all files. */
    public Optional<Ranking> ranking() {
        return Optional.ofNullable(ranking);
    }

    /** Seeds of our rows. */
    public Set<Long> seeds() {
        return seeds;
    }

    /** Rule that gave the label window, as the results name it. */
    public String windowRule() {
        return windowRule;
    }

    /** Number of files in the published tables, 0 without them. */
    public int officialFiles() {
        return officialFiles;
    }

    /** Number of the compared files that the published tables list. */
    public int listedFiles() {
        return (int) Arrays.stream(lengthOf).filter(Objects::nonNull).count();
    }

    /** Which files repeat another's content, where the data folder was there. */
    public Optional<FileRepeats> repeats() {
        return Optional.ofNullable(repeats);
    }

    /** What a reader must know before believing a figure; loud. */
    public List<String> warnings() {
        return warnings;
    }

    /** How the results were made, as handed over. */
    public Map<String, String> provenance() {
        return provenance;
    }

    /** Mean of an entrant over the files of a family; NaN where it has none. */
    public double familyMean(Entrant entrant, int family) {
        boolean[] subset = new boolean[files.size()];
        for (int i = 0; i < subset.length; i++) {
            subset[i] = familyOf[i] == family;
        }
        return entrant.meanOver(subset);
    }

    /** Number of files of a family. */
    public int filesOfFamily(int family) {
        return (int) Arrays.stream(familyOf).filter(f -> f == family).count();
    }

    /** True for the rows that every report shows: random, z-score, PCA, nearest neighbour, k-means. */
    public static boolean isBaseline(Entrant entrant) {
        return entrant.kind() == Kind.OURS && BASELINES.stream().anyMatch(names -> names.contains(entrant.label()));
    }

    /** A report while it is made. */
    private static final class Making {
        final ReportOptions options;
        final @Nullable PublishedTable published;
        final @Nullable FileRepeats repeats;
        final Map<String, String> provenance;
        final List<String> warnings = new ArrayList<>();

        /** Our runs by label and file. */
        final Map<String, Map<String, List<ResultRow>>> ours = new LinkedHashMap<>();

        final Set<Long> seeds = new TreeSet<>();
        final Bootstrap bootstrap;
        List<String> files = List.of();
        List<String> families = List.of();
        int[] familyOf = {};

        @Nullable
        LengthClass[] lengthOf = {};

        int @Nullable [] repeatGroup;
        String windowRule = "";
        final List<Entrant> entrants = new ArrayList<>();
        final List<Difference> differences = new ArrayList<>();

        @Nullable
        Ranking ranking;

        Making(
                ReportOptions options,
                @Nullable PublishedTable published,
                @Nullable FileRepeats repeats,
                Map<String, String> provenance) {
            this.options = options;
            this.published = published;
            this.repeats = repeats;
            this.provenance = new LinkedHashMap<>(provenance);
            this.bootstrap = new Bootstrap(options.seed());
        }

        void readOurs(List<ResultRow> results) {
            Map<Object, ResultRow> seen = new LinkedHashMap<>();
            Map<String, String> settings = new LinkedHashMap<>();
            Set<String> rules = new TreeSet<>();
            for (ResultRow row : results) {
                if (!row.key().protocol().equals(options.protocol())) {
                    continue;
                }
                ResultRow before = seen.putIfAbsent(row.key(), row);
                if (before != null) {
                    if (value(before) != value(row)) {
                        throw new BadInputException("two results of "
                                + row.key().detector() + " on "
                                + row.key().file() + " with seed " + row.key().seed() + " differ (" + value(before)
                                + " and " + value(row) + "); give the results of one version only");
                    }
                    continue;
                }
                String setting = settings.putIfAbsent(row.key().detector(), row.options());
                if (setting != null && !setting.equals(row.options())) {
                    throw new BadInputException("results of '" + row.key().detector() + "' come from two settings ("
                            + setting + " and " + row.options() + "); label them apart with name=detector(...)");
                }
                ours.computeIfAbsent(row.key().detector(), any -> new LinkedHashMap<>())
                        .computeIfAbsent(row.key().file(), any -> new ArrayList<>())
                        .add(row);
                seeds.add(row.key().seed());
                if (!row.windowRule().isBlank()) {
                    rules.add(row.windowRule());
                }
            }
            if (ours.isEmpty()) {
                Set<String> protocols = results.stream()
                        .map(row -> row.key().protocol())
                        .collect(Collectors.toCollection(TreeSet::new));
                throw new BadInputException("the results have no row of protocol " + options.protocol()
                        + (protocols.isEmpty() ? "; they are empty" : ", only of " + protocols)
                        + "; choose another --track or --series, or give other results");
            }
            if (rules.size() > 1) {
                throw new BadInputException("the results mix the window rules " + rules
                        + ", whose figures cannot be compared; give the results of one rule");
            }
            windowRule = rules.isEmpty() ? "" : rules.iterator().next();
            if (published != null && !windowRule.isEmpty() && !windowRule.contains(PUBLISHED_RULE)) {
                warnings.add("Our figures use the window rule " + windowRule
                        + ", the published ones that of 2024: they are not comparable to the last digit.");
            }
        }

        private double value(ResultRow row) {
            Double value = row.metrics().get(options.metric());
            if (value == null || Double.isNaN(value)) {
                if (row.failed()) {
                    return 0;
                }
                throw new BadInputException("the result of " + row.key().detector() + " on "
                        + row.key().file() + " has no metric '" + options.metric() + "'; it has "
                        + row.metrics().keySet());
            }
            return value;
        }

        void chooseFiles() {
            Map<String, List<ResultRow>> reference = ours.get(options.reference());
            if (reference == null) {
                throw new BadInputException("the results have no contestant '" + options.reference()
                        + "'; choose --reference" + " among " + ours.keySet());
            }
            files = reference.keySet().stream().sorted().toList();
            Map<String, String> family = new TreeMap<>();
            reference.forEach((file, runs) -> family.put(file, runs.get(0).family()));
            families = family.values().stream().distinct().sorted().toList();
            familyOf = files.stream()
                    .mapToInt(file -> families.indexOf(family.get(file)))
                    .toArray();
            if (families.size() < FEW_FAMILIES) {
                warnings.add("The files come from only " + families.size()
                        + (families.size() == 1 ? " data set" : " data sets")
                        + ": an interval by families rests on too few of them to be trusted.");
            }
            lengthOf = new LengthClass[files.size()];
            int listed = 0;
            for (int i = 0; i < lengthOf.length; i++) {
                Optional<FileStatistics> statistics =
                        published == null ? Optional.empty() : published.statistics(files.get(i));
                lengthOf[i] = statistics
                        .map(s -> LengthClass.of(s.averageAnomalyLength()))
                        .orElse(null);
                listed += statistics.isPresent() ? 1 : 0;
            }
            repeatGroup = repeats == null ? null : repeats.groups(files);
            if (options.series() == ReportOptions.Series.DEVELOPMENT) {
                warnings.add(
                        "Settings are chosen on these series, so figures on them flatter; nobody has published any.");
            } else if (published == null) {
                warnings.add("No data folder: published methods, the classes by anomaly length and the mean without"
                        + " repeats are left out. Name the folder with --data.");
            } else if (listed < files.size()) {
                warnings.add((files.size() - listed) + " of the " + files.size()
                        + " files are not in the published tables; no published method has a value there.");
            }
        }

        void addOurs() {
            ours.forEach((label, runs) -> {
                double[] values = new double[files.size()];
                Arrays.fill(values, Double.NaN);
                int failures = 0;
                Set<Long> ownSeeds = new TreeSet<>();
                Set<Integer> seedCounts = new TreeSet<>();
                double seconds = 0;
                int timed = 0;
                for (int i = 0; i < values.length; i++) {
                    List<ResultRow> rows = runs.getOrDefault(files.get(i), List.of());
                    double sum = 0;
                    for (ResultRow row : rows) {
                        sum += value(row);
                        ownSeeds.add(row.key().seed());
                        if (row.failed()) {
                            failures++;
                        } else {
                            seconds += row.fitSeconds() + row.scoreSeconds();
                            timed++;
                        }
                    }
                    if (!rows.isEmpty()) {
                        values[i] = sum / rows.size();
                        seedCounts.add(rows.size());
                    }
                }
                if (ownSeeds.isEmpty()) {
                    warnings.add("'" + label + "' was run on none of the files of '" + options.reference()
                            + "' and is left out.");
                    return;
                }
                if (seedCounts.size() > 1) {
                    warnings.add("'" + label + "' does not have the same number of seeds on every file (" + seedCounts
                            + "): its run is not complete.");
                }
                Entrant entrant = entrant(
                        label,
                        Kind.OURS,
                        values,
                        timed == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds / timed),
                        ownSeeds.size(),
                        failures);
                if (!entrant.complete()) {
                    warnings.add("'" + label + "' has only " + entrant.files() + " of the " + files.size()
                            + " files; its means are over those.");
                }
                if (failures > 0) {
                    warnings.add("'" + label + "' failed in " + failures
                            + (failures == 1 ? " run, which counts 0." : " runs, which count 0."));
                }
                entrants.add(entrant);
            });
        }

        void addPublished() {
            if (published == null) {
                return;
            }
            int partial = 0;
            for (PublishedTable.Method method : published.methods()) {
                double[] values = new double[files.size()];
                double seconds = 0;
                int timed = 0;
                for (int i = 0; i < values.length; i++) {
                    values[i] = method.values().getOrDefault(files.get(i), Double.NaN);
                    Double time = method.seconds().get(files.get(i));
                    if (time != null) {
                        seconds += time;
                        timed++;
                    }
                }
                if (Arrays.stream(values).allMatch(Double::isNaN)) {
                    continue;
                }
                Kind kind = switch (method.kind()) {
                    case OPEN -> Kind.OPEN;
                    case PRETRAINED -> Kind.PRETRAINED;
                    case CLOSED -> Kind.CLOSED;
                };
                String label = ours.containsKey(method.name()) ? method.name() + " (published)" : method.name();
                Entrant entrant = entrant(
                        label,
                        kind,
                        values,
                        timed == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds / timed),
                        0,
                        0);
                partial += entrant.complete() ? 0 : 1;
                entrants.add(entrant);
            }
            if (partial > 0) {
                warnings.add(
                        partial + " published methods lack some of the files; their rows carry the number of files and"
                                + " their means are over those.");
            }
        }

        private Entrant entrant(
                String label, Kind kind, double[] values, OptionalDouble seconds, int seedCount, int failures) {
            double[] present =
                    Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
            double[] byLength = new double[LengthClass.values().length];
            for (LengthClass lengthClass : LengthClass.values()) {
                byLength[lengthClass.ordinal()] = mean(IntStream.range(0, values.length)
                        .filter(i -> lengthOf[i] == lengthClass && !Double.isNaN(values[i]))
                        .mapToDouble(i -> values[i])
                        .toArray());
            }
            return new Entrant(
                    label,
                    kind,
                    values,
                    present.length,
                    mean(present),
                    bootstrap.mean(present),
                    Entrant.meanOfGroupMeans(values, familyOf),
                    repeatGroup == null
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(Entrant.meanOfGroupMeans(values, repeatGroup)),
                    byLength,
                    seconds,
                    seedCount,
                    failures);
        }

        private static double mean(double[] values) {
            return Arrays.stream(values).average().orElse(Double.NaN);
        }

        void compare() {
            entrants.sort(Comparator.comparingDouble(Entrant::mean).reversed().thenComparing(Entrant::label));
            Entrant reference = entrants.stream()
                    .filter(e -> e.kind() == Kind.OURS && e.label().equals(options.reference()))
                    .findFirst()
                    .orElseThrow();
            List<Entrant> rivals = entrants.stream()
                    .filter(e -> !e.label().equals(reference.label()))
                    .toList();
            List<double[]> paired =
                    rivals.stream().map(rival -> paired(reference, rival)).toList();
            double[] pValues = paired.stream().mapToDouble(RankTests::wilcoxon).toArray();
            double[] corrected = RankTests.holm(pValues);
            for (int r = 0; r < rivals.size(); r++) {
                Entrant rival = rivals.get(r);
                double[] d = paired.get(r);
                int[] family = IntStream.range(0, files.size())
                        .filter(i -> !Double.isNaN(rival.values()[i]))
                        .map(i -> familyOf[i])
                        .toArray();
                differences.add(new Difference(
                        rival.label(),
                        rival.kind(),
                        d.length,
                        mean(d),
                        bootstrap.mean(d),
                        bootstrap.groupedMean(d, family),
                        (int) Arrays.stream(d).filter(x -> x > Difference.TIE).count(),
                        (int) Arrays.stream(d)
                                .filter(x -> Math.abs(x) <= Difference.TIE)
                                .count(),
                        (int) Arrays.stream(d).filter(x -> x < -Difference.TIE).count(),
                        pValues[r],
                        corrected[r]));
            }
            List<Entrant> ranked = ranked();
            ranking = ranked.size() < 2 ? null : Ranking.of(ranked);
        }

        private static double[] paired(Entrant reference, Entrant rival) {
            double[] a = reference.values();
            double[] b = rival.values();
            return IntStream.range(0, a.length)
                    .filter(i -> !Double.isNaN(b[i]))
                    .mapToDouble(i -> a[i] - b[i])
                    .toArray();
        }

        /** All of ours and the best published ones, of those that have every file. */
        private List<Entrant> ranked() {
            List<Entrant> complete = entrants.stream().filter(Entrant::complete).toList();
            long own = complete.stream().filter(e -> e.kind() == Kind.OURS).count();
            Set<String> best = complete.stream()
                    .filter(e -> e.kind() != Kind.OURS)
                    .limit(Math.max(0, RANKED - own))
                    .map(Entrant::label)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            return complete.stream()
                    .filter(e -> e.kind() == Kind.OURS || best.contains(e.label()))
                    .toList();
        }

        void checkBaselines() {
            List<String> absent = BASELINES.stream()
                    .filter(names ->
                            entrants.stream().noneMatch(e -> e.kind() == Kind.OURS && names.contains(e.label())))
                    .map(names -> names.get(0))
                    .toList();
            if (!absent.isEmpty()) {
                if (options.baselines() == ReportOptions.Baselines.REQUIRED) {
                    throw new BadInputException("the results lack the baselines " + absent
                            + ", without which a figure says little; run them too, or add --without-baselines");
                }
                warnings.add(
                        0,
                        "BASELINES MISSING: " + String.join(", ", absent)
                                + ". Without them the figures below say little: a simple method may do as well.");
            }
        }
    }
}
