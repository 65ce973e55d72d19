package io.vigie.cli;

import io.vigie.bench.data.DataFolder;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.bench.run.BenchmarkRun;
import io.vigie.bench.run.Contestant;
import io.vigie.bench.run.ContestantSummary;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.Protocols;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.WorkerOptions;
import io.vigie.detect.Device;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where a benchmark's data and results lie, how its worker processes run, and the running itself. */
final class BenchRunOptions {
    private static final int SHOWN_MISSING = 8;
    private static final int STOP_SECONDS = 5;
    private static final int NAME_WIDTH = 28;
    private static final List<String> FOLDERS = List.of("--data", "--out");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for results.csv and provenance.json; what it holds already is not run again.")
    private Path out = Path.of("bench");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that holds tsb-ad, smd and so on. Default: VIGIE_DATA, else ../shared/data.")
    private @Nullable Path data;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Runs at once, each in a process of its own on one thread. Default: all processors.")
    private @Nullable Integer jobs;

    @Option(
            names = "--worker-heap",
            paramLabel = "SIZE",
            defaultValue = WorkerOptions.DEFAULT_HEAP,
            description = "Largest heap of each process. Default: ${DEFAULT-VALUE}.")
    private String workerHeap = WorkerOptions.DEFAULT_HEAP;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            defaultValue = "" + WorkerOptions.DEFAULT_TIME_LIMIT,
            description = "A run that takes longer is killed and counts as failed. Default: ${DEFAULT-VALUE}.")
    private long timeLimit = WorkerOptions.DEFAULT_TIME_LIMIT;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            converter = NetworkOptions.DeviceConverter.class,
            description = "Networks: cpu, or cuda where libtorch has it. Default: ${DEFAULT-VALUE}.")
    private Device device = Device.CPU;

    @Option(names = "--retry-failed", description = "Run again what failed in an earlier session.")
    private boolean retryFailed;

    DataFolder data() {
        return DataFolder.find(data);
    }

    /** Runs the plan, stops cleanly on an interrupt, and prints the table. */
    int run(BenchmarkPlan plan, CommandLine command) {
        return run(plan, command, rows -> {});
    }

    /**
     * The same, and hands over the rows.
     *
     * @param afterTable gets the rows of the plan once the table is printed
     */
    int run(BenchmarkPlan plan, CommandLine command, Consumer<List<ResultRow>> afterTable) {
        WorkerOptions options = WorkerOptions.defaults()
                .withHeap(workerHeap)
                .withTimeLimit(Duration.ofSeconds(timeLimit))
                .withDevice(device);
        if (jobs != null) {
            options = options.withJobs(jobs);
        }
        BenchmarkRun run = BenchmarkRun.of(
                plan, options, retryFailed ? BenchmarkRun.EarlierFailures.RETRY : BenchmarkRun.EarlierFailures.KEEP);
        PrintWriter err = command.getErr();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    run.stop();
                    await(ended);
                    err.println();
                    err.println("vigie: interrupted; finished runs are in " + out
                            + ", the same command goes on from there");
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        BenchProgressLines progress = new BenchProgressLines(err, RunOptions.onTerminal());
        try {
            List<ResultRow> rows = run.run(out, commandLine(command), progress);
            progress.clear();
            print(plan, rows, command.getOut());
            afterTable.accept(rows);
            return ExitCode.DONE;
        } catch (CancellationException e) {
            // The one who stopped it says so.
            return ExitCode.INTERNAL;
        } finally {
            ended.countDown();
            forget(hook);
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new CancellationException("the run did not stop in " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is going down and the hook is what stopped the run.
        }
    }

    /** The command for the provenance; folders of this machine are left out. */
    private static String commandLine(CommandLine command) {
        List<String> words = new ArrayList<>(List.of(command.getCommandSpec().qualifiedName()));
        for (var option : command.getParseResult().matchedOptions()) {
            if (FOLDERS.contains(option.longestName())) {
                continue;
            }
            words.add(option.longestName());
            for (String value : option.originalStringValues()) {
                if (option.arity().max() > 0) {
                    words.add(value.matches("[\\w.,=+-]*") ? value : "'" + value + "'");
                }
            }
        }
        return String.join(" ", words);
    }

    private void print(BenchmarkPlan plan, List<ResultRow> rows, PrintWriter table) {
        Protocol protocol = Protocols.open(plan.protocol(), plan.data(), plan.rule());
        String metric = protocol.metrics().get(0);
        List<ContestantSummary> summaries = ContestantSummary.of(plan.contestants(), rows, metric);
        int width =
                summaries.stream().mapToInt(one -> one.label().length()).max().orElse(0);
        String label = "%-" + Math.max(width, "detector".length()) + "s";
        table.printf(
                Locale.ROOT,
                "%s, %d series, seeds %s, window rule %s%n",
                plan.protocol(),
                plan.cases().size(),
                String.join(" ", plan.seeds().stream().map(String::valueOf).toList()),
                plan.rule().name().replace("RULE_", ""));
        table.printf(
                Locale.ROOT,
                label + " %6s %6s %10s %12s %12s%n",
                "detector",
                "runs",
                "failed",
                metric,
                "s a run",
                "s in all");
        for (ContestantSummary one : summaries) {
            table.printf(
                    Locale.ROOT,
                    label + " %6d %6d %10.4f %12.3f %12.1f%n",
                    one.label(),
                    one.runs(),
                    one.failed(),
                    one.mean(),
                    one.secondsPerRun(),
                    one.seconds());
        }
        printSummary(protocol, plan, rows, table);
        for (ResultRow row : rows) {
            if (row.failed()) {
                table.printf(
                        Locale.ROOT,
                        "failed: %s on %s, seed %d: %s%n",
                        row.key().detector(),
                        row.key().file(),
                        row.key().seed(),
                        row.error());
            }
        }
        List<String> missing = plan.missing();
        if (!missing.isEmpty()) {
            int shown = Math.min(SHOWN_MISSING, missing.size());
            table.printf(
                    Locale.ROOT,
                    "missing in the data folder: %d of %d series: %s%s%n",
                    missing.size(),
                    missing.size() + plan.cases().size(),
                    String.join(", ", missing.subList(0, shown)),
                    shown < missing.size()
                            ? ", ... (all of them in " + out.resolve(BenchmarkRun.PROVENANCE) + ")"
                            : "");
        }
        table.println("results: " + out.resolve(BenchmarkRun.RESULTS));
    }

    /** The protocol's own figures, one a line, one column a contestant. */
    private static void printSummary(Protocol protocol, BenchmarkPlan plan, List<ResultRow> rows, PrintWriter table) {
        List<Map<String, Double>> columns = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Contestant contestant : plan.contestants()) {
            columns.add(protocol.summary(rows.stream()
                    .filter(row -> row.key().detector().equals(contestant.label()))
                    .toList()));
            names.addAll(columns.get(columns.size() - 1).keySet());
        }
        if (names.isEmpty()) {
            return;
        }
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        String label = "%-" + Math.max(width, NAME_WIDTH) + "s";
        StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "%n" + label, ""));
        for (Contestant contestant : plan.contestants()) {
            header.append(String.format(Locale.ROOT, " %20s", contestant.label()));
        }
        table.println(header);
        for (String name : names) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, label, name));
            for (Map<String, Double> column : columns) {
                Double value = column.get(name);
                line.append(String.format(
                        Locale.ROOT,
                        " %20s",
                        value == null || value.isNaN() ? "-" : String.format(Locale.ROOT, "%.4f", value)));
            }
            table.println(line);
        }
        table.println();
    }
}
