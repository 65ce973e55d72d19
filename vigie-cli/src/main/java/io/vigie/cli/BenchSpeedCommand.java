package io.vigie.cli;

import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.memory.Coreset;
import io.vigie.evaluate.VolumeUnderSurface;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times reading, every detector, the metric and the whole way from a file to events. */
@Command(
        name = "speed",
        description = {
            "Times Vigie on this machine: CSV reading, fit and score of every detector, VUS-PR, the whole way from a file to"
                    + " events, and online scoring.",
            "Times are medians of runs in one warm process. Python peers are fixed figures, measured once on the machine"
                    + " that docs/performance.md names."
        })
final class BenchSpeedCommand implements Callable<Integer> {
    /** Seconds of Python peers for fit and score on the same series, as docs/performance.md states them. */
    private static final Map<String, Double> PEER_SECONDS =
            Map.of("kmeans", 31.0, "knn", 4.2, "iforest", 0.39, "mcd", 0.7, "pca", 0.055);

    private static final Map<String, Double> BAR_SECONDS =
            Map.of("kmeans", 2.0, "knn", 0.8, "iforest", 0.3, "mcd", 0.5, "pca", 0.05);

    private static final String SERIES = "tsb-ad/M/063_SMD_id_7_Facility_tr_5923_1st_6506.csv.gz";
    private static final int SERIES_TRAIN_ROWS = 5923;
    /** So that the number of updates alone ends a training. */
    private static final String MANY_EPOCHS = "1000";

    private static final int CSV_ROWS = 400_000;
    private static final int CSV_CHANNELS = 50;
    private static final int LARGE_ROWS = 1_000_000;
    private static final int VUS_ROWS = 100_000;
    private static final int VUS_WINDOW = 125;
    private static final int ONLINE_ROWS = 20_000;
    private static final int CORESET_VECTORS = 100_000;
    private static final int CORESET_SIZE = 128;
    private static final int CORESET_CHOSEN = CORESET_VECTORS / 100;
    private static final double CORESET_BAR_SECONDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder that holds tsb-ad/M. Default: VIGIE_DATA, else ../shared/data, else the shipped sample.")
    private @Nullable Path data;

    @Option(
            names = "--detectors",
            paramLabel = "ID",
            split = ",",
            description = "Detectors to time. Default: all in pure Java.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--deep", description = "Time detectors with native code too, which train for minutes.")
    private boolean deep;

    @Option(
            names = "--peers",
            paramLabel = "FILE",
            description =
                    "With --deep: what benchmarks/peers/peers.py wrote on this machine; one training epoch and scoring of"
                            + " the same networks are timed beside it.")
    private @Nullable Path peers;

    @Option(
            names = "--large",
            description =
                    "Also time and weigh 1,000,000 rows x 50 channels from file to events; wants a heap of 6 GB and"
                            + " takes minutes.")
    private boolean large;

    @Option(
            names = "--coreset",
            description = "Also time the greedy choice of 1,000 of 100,000 vectors of 128 numbers.")
    private boolean coreset;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use. Default: all processors.")
    private @Nullable Integer threads;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        RunContext context =
                threads == null ? RunContext.defaults() : RunContext.defaults().withThreads(threads);
        Path file = seriesFile();
        boolean shipped = !file.endsWith(Path.of(SERIES));
        int trainRows = shipped ? DemoCommand.SAMPLE_TRAIN_ROWS : SERIES_TRAIN_ROWS;
        String label = shipped ? "label" : "Label";
        CsvFormat format = CsvFormat.auto().withLabel(ColumnChoice.named(label));
        TimeSeries series = CsvReader.read(file, format).series();

        out.printf(
                Locale.ROOT,
                "vigie %s, %s, Java %s (%s), %d processors, %d threads, heap %d MiB%n",
                VersionText.vigie(),
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("java.version"),
                System.getProperty("java.vm.name"),
                Runtime.getRuntime().availableProcessors(),
                context.threads(),
                Runtime.getRuntime().maxMemory() >> 20);
        out.printf(
                Locale.ROOT,
                "series: %s, %,d rows x %d channels, train %,d rows%n%n",
                file.getFileName(),
                series.length(),
                series.channelCount(),
                trainRows);
        out.printf(Locale.ROOT, "%-34s %10s %10s %10s %10s %8s%n", "what", "median", "min", "max", "peer", "ratio");
        out.flush();
        csvReading(out);
        detectors(out, series, trainRows, context, !shipped);
        if (peers != null && deep && !shipped) {
            epochs(out, PeerTimes.read(peers), series, trainRows, context);
        }
        volumeUnderSurface(out);
        if (coreset) {
            coreset(out, context);
        }
        endToEnd(out, file, format, trainRows, context);
        online(out, series, trainRows, context);
        if (large) {
            large(out, context);
        }
        return ExitCode.DONE;
    }

    private Path seriesFile() {
        Path folder = data;
        if (folder == null) {
            String variable = System.getenv("VIGIE_DATA");
            folder = variable != null ? Path.of(variable) : Path.of("..", "shared", "data");
        }
        Path file = folder.resolve(SERIES);
        if (Files.exists(file)) {
            return file;
        }
        if (data != null) {
            throw new BadInputException("'" + data + "' does not hold " + SERIES
                    + "; give the folder that holds tsb-ad, or leave --data out");
        }
        Path sample = DemoCommand.projectFolder().resolve(DemoCommand.SAMPLE);
        if (!Files.exists(sample)) {
            throw new BadInputException("neither " + file + " nor " + sample + " exists; give --data");
        }
        return sample;
    }

    private static void csvReading(PrintWriter out) throws IOException {
        Path file = Files.createTempFile("vigie-speed", ".csv");
        try {
            writeRandomCsv(file, CSV_ROWS);
            double megabytes = Files.size(file) / 1e6;
            Stopwatch.Times times = new Stopwatch(3, 5, 60)
                    .time(() -> CsvReader.read(file, CsvFormat.auto()).series());
            row(out, "csv reading (" + Math.round(megabytes) + " MB)", times, null);
            out.printf(Locale.ROOT, "%-34s %7.0f MB/s on one core (bar: 100 MB/s)%n", "", megabytes / times.median());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void writeRandomCsv(Path file, int rows) throws IOException {
        RandomGenerator random = RunContext.defaults().random("speed-csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int c = 0; c < CSV_CHANNELS; c++) {
                writer.write((c == 0 ? "" : ",") + "c" + c);
            }
            writer.write('\n');
            StringBuilder line = new StringBuilder();
            for (int row = 0; row < rows; row++) {
                line.setLength(0);
                for (int c = 0; c < CSV_CHANNELS; c++) {
                    line.append(c == 0 ? "" : ",").append(random.nextInt(2_000_000) / 10_000.0);
                }
                writer.append(line).append('\n');
            }
        }
    }

    /** From file to events on a million rows, with the most heap that was in use at any time. */
    private static void large(PrintWriter out, RunContext context) throws IOException {
        Path file = Files.createTempFile("vigie-speed", ".csv");
        try {
            writeRandomCsv(file, LARGE_ROWS);
            List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .toList();
            heap.forEach(MemoryPoolMXBean::resetPeakUsage);
            Stopwatch.Times times =
                    new Stopwatch(0, 1, 0).time(() -> detect(file, CsvFormat.auto(), LARGE_ROWS * 3 / 10, context));
            long peak = heap.stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            row(out, String.format(Locale.ROOT, "file to events, %,d x %d", LARGE_ROWS, CSV_CHANNELS), times, null);
            out.printf(
                    Locale.ROOT,
                    "%-34s peak heap at most %.2f GiB (sum of the pools' peaks; bar: 6 GiB)%n",
                    "",
                    peak / (double) (1 << 30));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private List<String> timed() {
        if (!ids.isEmpty()) {
            return ids;
        }
        return Detectors.all().stream()
                .map(DetectorType::id)
                .filter(id -> deep || !Detectors.create(id).descriptor().nativeCode())
                .toList();
    }

    private void detectors(PrintWriter out, TimeSeries series, int trainRows, RunContext context, boolean peersApply) {
        Preparation preparation = prepare(series, trainRows, context);
        TimeSeries prepared = preparation.apply(series);
        TrainingSet train = TrainingSet.of(prepared.slice(0, trainRows));
        for (String id : timed()) {
            Detector detector = Detectors.create(id);
            Stopwatch.Times times = new Stopwatch(3, 5, 60).time(() -> {
                try (FittedDetector fitted = detector.fit(train, context)) {
                    fitted.score(prepared, context);
                }
            });
            Double bar = peersApply ? BAR_SECONDS.get(id) : null;
            row(out, id + " fit + score", times, peersApply ? PEER_SECONDS.get(id) : null);
            if (bar != null) {
                out.printf(
                        Locale.ROOT, "%-34s %s (bar: %.2f s)%n", "", times.median() <= bar ? "within" : "ABOVE", bar);
            }
            out.flush();
        }
    }

    /** As many updates as the peer made, the validation that comes with them included, and scoring of the whole series. */
    private static void epochs(
            PrintWriter out, Map<String, PeerTimes> peers, TimeSeries series, int trainRows, RunContext context) {
        TimeSeries prepared = prepare(series, trainRows, context).apply(series);
        TrainingSet train = TrainingSet.of(prepared.slice(0, trainRows));
        peers.forEach((id, peer) -> {
            Detector oneEpoch = oneEpoch(Detectors.type(id), peer.updates());
            Stopwatch.Times learning = new Stopwatch(1, 3, 120)
                    .time(() -> oneEpoch.fit(train, context).close());
            row(out, id + " training epoch", learning, peer.epochSeconds());
            try (FittedDetector fitted = oneEpoch.fit(train, context)) {
                Stopwatch.Times scoring = new Stopwatch(1, 5, 60).time(() -> fitted.score(prepared, context));
                row(out, id + " scoring", scoring, peer.scoreSeconds());
            }
        });
        out.printf(Locale.ROOT, "%-34s (bars of the ratio: epoch 0.8, scoring 0.5)%n", "");
    }

    /** The detector with so many updates and, where it can be corrected, the bare likelihood, as the peer has it. */
    private static Detector oneEpoch(DetectorType<?> type, int updates) {
        Map<String, String> options = new HashMap<>();
        options.put("epochs", MANY_EPOCHS);
        options.put("max-steps", Integer.toString(updates));
        if (type.optionSpecs().stream().anyMatch(option -> option.key().equals("correction"))) {
            options.put("correction", "none");
        }
        return type.create(options);
    }

    private static Preparation prepare(TimeSeries series, int trainRows, RunContext context) {
        return Preparation.fit(TrainingSet.of(series.slice(0, trainRows)), PreparationOptions.defaults(), context);
    }

    private static void volumeUnderSurface(PrintWriter out) {
        RandomGenerator random = RunContext.defaults().random("speed-vus");
        double[] scores = random.doubles(VUS_ROWS).toArray();
        boolean[] anomalous = new boolean[VUS_ROWS];
        for (int start = 500; start < VUS_ROWS - 100; start += 2_000) {
            for (int row = start; row < start + 60; row++) {
                anomalous[row] = true;
                scores[row] += 0.5;
            }
        }
        Labels labels = Labels.ofBinary(anomalous);
        Stopwatch.Times times = new Stopwatch(20, 21, 20).time(() -> VolumeUnderSurface.of(scores, labels, VUS_WINDOW));
        row(out, "VUS-PR (n = 100,000, L = 125)", times, null);
        out.printf(Locale.ROOT, "%-34s %s (bar: 0.030 s)%n", "", times.median() <= 0.03 ? "within" : "ABOVE");
    }

    private static void coreset(PrintWriter out, RunContext context) {
        RandomGenerator random = RunContext.defaults().random("speed-coreset");
        float[] vectors = new float[CORESET_VECTORS * CORESET_SIZE];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        Stopwatch.Times times =
                new Stopwatch(1, 3, 120).time(() -> Coreset.greedy(vectors, CORESET_SIZE, CORESET_CHOSEN, context));
        String what =
                String.format(Locale.ROOT, "coreset, %,d of %,d x %d", CORESET_CHOSEN, CORESET_VECTORS, CORESET_SIZE);
        row(out, what, times, null);
        out.printf(
                Locale.ROOT,
                "%-34s %s (bar: %.0f s)%n",
                "",
                times.median() <= CORESET_BAR_SECONDS ? "within" : "ABOVE",
                CORESET_BAR_SECONDS);
    }

    private static void endToEnd(PrintWriter out, Path file, CsvFormat format, int trainRows, RunContext context) {
        Stopwatch.Times times = new Stopwatch(1, 3, 120).time(() -> detect(file, format, trainRows, context));
        row(out, "file to events (vigie)", times, null);
        out.printf(Locale.ROOT, "%-34s %s (bar: 20 s)%n", "", times.median() <= 20 ? "within" : "ABOVE");
    }

    private static void detect(Path file, CsvFormat format, int trainRows, RunContext context) {
        TimeSeries series = CsvReader.read(file, format).series();
        try (var fitted = Pipeline.of("vigie").fit(TrainingSet.of(series.slice(0, trainRows)), context)) {
            Judgement judgement = fitted.judge(series, context);
            judgement.events(FalseAlarmBudget.defaultFor(series.schema().samplingInterval()));
        }
    }

    private void online(PrintWriter out, TimeSeries series, int trainRows, RunContext context) {
        TimeSeries prepared = prepare(series, trainRows, context).apply(series);
        TrainingSet train = TrainingSet.of(prepared.slice(0, trainRows));
        int rows = Math.min(ONLINE_ROWS, prepared.length());
        double[][] stream = new double[rows][];
        for (int row = 0; row < rows; row++) {
            stream[row] = prepared.row(row);
        }
        out.printf(Locale.ROOT, "%nonline scoring, one thread%n");
        for (String id : timed()) {
            Detector detector = causal(Detectors.type(id));
            if (!detector.descriptor().causal()) {
                continue;
            }
            try (FittedDetector fitted = detector.fit(train, context)) {
                Stopwatch.Times times = new Stopwatch(1, 3, 30).time(() -> {
                    OnlineScorer scorer = fitted.online();
                    for (double[] row : stream) {
                        scorer.push(row);
                    }
                });
                out.printf(Locale.ROOT, "%-34s %,10.0f rows/s%n", id + " (causal)", rows / times.median());
                out.flush();
            }
        }
    }

    /** The detector in its causal form, where it has one. */
    private static Detector causal(DetectorType<?> type) {
        boolean aligned =
                type.optionSpecs().stream().anyMatch(option -> option.key().equals("alignment"));
        return type.create(aligned ? Map.of("alignment", "causal") : Map.of());
    }

    private static void row(PrintWriter out, String what, Stopwatch.Times times, @Nullable Double peer) {
        out.printf(
                Locale.ROOT,
                "%-34s %8.4f s %8.4f s %8.4f s %10s %8s%n",
                what,
                times.median(),
                times.minimum(),
                times.maximum(),
                peer == null ? "" : String.format(Locale.ROOT, "%.3f s", peer),
                peer == null ? "" : String.format(Locale.ROOT, "%.3f", times.median() / peer));
        out.flush();
    }
}
