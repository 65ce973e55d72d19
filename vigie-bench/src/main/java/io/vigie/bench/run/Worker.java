package io.vigie.bench.run;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.detect.Detector;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.explain.Blame;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.MovementLevels;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of a worker process: reads tasks from its input, one a line, runs each on one thread and answers with a
 * line. It ends when its input ends, which is also when its parent dies, even in the middle of a run.
 */
public final class Worker {
    private static final int OUT_OF_MEMORY = 3;
    private static final double NANO = 1e-9;

    private final DataFolder data;
    private final WindowLengthRule rule;
    private final Device device;
    private final Map<String, Protocol> protocols = new HashMap<>();
    private @Nullable BenchmarkSeries lastSeries;
    private String lastSeriesKey = "";

    private Worker(DataFolder data, WindowLengthRule rule, Device device) {
        this.data = data;
        this.rule = rule;
        this.device = device;
    }

    /** Arguments: data folder, window rule, device. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream replies = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // What a library prints must not mix with the replies.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        Worker worker = new Worker(
                DataFolder.of(Path.of(arguments[0])),
                WindowLengthRule.valueOf(arguments[1]),
                Device.valueOf(arguments[2]));
        BlockingQueue<String> tasks = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> readAll(tasks), "tasks");
        reader.setDaemon(true);
        reader.start();
        replies.println(WorkerReply.READY);
        while (true) {
            WorkerReply reply;
            boolean full = false;
            try {
                reply = worker.run(WorkerTask.parse(tasks.take()));
            } catch (OutOfMemoryError e) {
                full = true;
                reply = WorkerReply.failed("out of memory with a heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; give more with --worker-heap");
            }
            replies.println(reply.line());
            if (full) {
                // Who knows what was left half done; the parent starts another.
                Runtime.getRuntime().halt(OUT_OF_MEMORY);
            }
        }
    }

    private static void readAll(BlockingQueue<String> tasks) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                tasks.add(line);
            }
        } catch (IOException e) {
            // The same as the end of the input.
        }
        Runtime.getRuntime().halt(0);
    }

    private WorkerReply run(WorkerTask task) {
        double fitSeconds = 0;
        double scoreSeconds = 0;
        long peak = 0;
        try {
            ResultKey key = task.key();
            Protocol protocol = protocols.computeIfAbsent(key.protocol(), id -> Protocols.open(id, data, rule));
            BenchmarkSeries series = series(protocol, key.file());
            Detector detector = Contestant.detector(task.detector());
            RunContext context =
                    RunContext.defaults().withSeed(key.seed()).withThreads(1).withDevice(device);

            resetPeakHeap();
            long start = System.nanoTime();
            TrainingSet raw = TrainingSet.of(series.train());
            Preparation preparation = Preparation.fit(raw, PreparationOptions.defaults(), context);
            TrainingSet train = preparation.apply(raw);
            try (FittedDetector fitted = detector.fit(train, context)) {
                long afterFit = System.nanoTime();
                fitSeconds = (afterFit - start) * NANO;
                TimeSeries prepared = preparation.apply(series.scored());
                Scores scores = fitted.score(prepared, context);
                scoreSeconds = (System.nanoTime() - afterFit) * NANO;
                peak = peakHeap();
                Supplier<Scores> calibration = () -> fitted.score(preparation.apply(series.calibration()), context);
                Supplier<Blame> blame = () -> new Blame(
                        scores,
                        ContributionLevels.fit(calibration.get()),
                        prepared,
                        MovementLevels.fit(train.normalSegments()));
                Measurement measured = protocol.measure(series, new RunScores(scores, calibration, blame));
                return new WorkerReply(
                        measured.windowRule(),
                        measured.window(),
                        measured.metrics(),
                        fitSeconds,
                        scoreSeconds,
                        peak,
                        "");
            }
        } catch (BadInputException | OptionException e) {
            return new WorkerReply("", 0, Map.of(), fitSeconds, scoreSeconds, peak, String.valueOf(e.getMessage()));
        } catch (Exception | StackOverflowError e) {
            return new WorkerReply("", 0, Map.of(), fitSeconds, scoreSeconds, peak, defect(e));
        }
    }

    /** One line that leads to the place. */
    private static String defect(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return "defect: " + failure + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** The runs of a series follow each other, so that it is read once. */
    private BenchmarkSeries series(Protocol protocol, String name) {
        String key = protocol.id() + "\t" + name;
        BenchmarkSeries series = lastSeries;
        if (series == null || !key.equals(lastSeriesKey)) {
            lastSeries = null;
            series = protocol.caseNamed(name).load();
            lastSeries = series;
            lastSeriesKey = key;
        }
        return series;
    }

    private static void resetPeakHeap() {
        // Garbage of the run before must not count.
        System.gc();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                pool.resetPeakUsage();
            }
        }
    }

    private static long peakHeap() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                sum += pool.getPeakUsage().getUsed();
            }
        }
        return sum;
    }
}
