package io.vigie.cli;

import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Entry point of the command. */
@Command(
        name = "vigie",
        mixinStandardHelpOptions = true,
        versionProvider = Vigie.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Finds, explains and forewarns of anomalies in time series.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie demo                                  run on a real sample and open the report",
            "  vigie inspect plant.csv                     see how a file is understood",
            "  vigie detect plant.csv --out result         learn normal, find events, write a report",
            "  vigie fit history.csv -o plant.vigie        learn once ...",
            "  vigie score plant.vigie today.csv --out day ... and judge new data with it",
            "  vigie impute plant.csv --out filled.csv     fill the gaps of a file",
            "",
            "Exit codes: 0 done, 1 internal error, 2 usage, 3 bad input, 4 anomalies found (--fail-on-anomaly).",
            "Memory: VIGIE_JAVA_OPTS=-Xmx6g vigie ...  gives the command a larger heap."
        },
        subcommands = {
            DetectCommand.class,
            FitCommand.class,
            ScoreCommand.class,
            JudgeCommand.class,
            EvaluateCommand.class,
            ImputeCommand.class,
            InspectCommand.class,
            DetectorsCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
final class Vigie implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
            // at once, without loading the parser
            System.out.println(String.join(System.lineSeparator(), VersionText.lines()));
            return;
        }
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs the command and returns its exit code; nothing is thrown. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new Vigie())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Vigie::onUsageError)
                .setExecutionExceptionHandler(Vigie::onFailure);
        CommandLine completion =
                Objects.requireNonNull(commandLine.getSubcommands().get("generate-completion"));
        completion.getCommandSpec().usageMessage().hidden(false);
        try {
            return commandLine.execute(ConfigFile.expand(commandLine, arguments));
        } catch (OptionException refused) {
            err.println("vigie: " + oneLine(String.valueOf(refused.getMessage())));
            return ExitCode.USAGE;
        } catch (OutOfMemoryError full) {
            err.println("vigie: the heap of " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB is too small for this; give more with VIGIE_JAVA_OPTS=-Xmx8g, or fewer rows");
            return ExitCode.INTERNAL;
        }
    }

    @Override
    public void run() {
        CommandSpec root = Objects.requireNonNull(spec);
        throw new ParameterException(root.commandLine(), "no command given; try 'vigie demo' or 'vigie --help'");
    }

    private static int onUsageError(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        if (failure.getCause() instanceof OptionException refused) {
            message = String.valueOf(refused.getMessage());
        }
        command.getErr().println("vigie: " + oneLine(message));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            command.getErr().println("try '" + command.getCommandSpec().qualifiedName() + " --help'");
        }
        return ExitCode.USAGE;
    }

    private static int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
        List<String> given = parsed.originalArgs();
        if (given.contains("-v") || given.contains("--verbose")) {
            failure.printStackTrace(command.getErr());
        }
        PrintWriter err = command.getErr();
        if (failure instanceof BadInputException) {
            err.println("vigie: " + oneLine(String.valueOf(failure.getMessage())));
            return ExitCode.BAD_INPUT;
        }
        if (failure instanceof OptionException) {
            err.println("vigie: " + oneLine(String.valueOf(failure.getMessage())));
            return ExitCode.USAGE;
        }
        if (failure instanceof CancellationException) {
            err.println("vigie: cancelled; nothing was written");
            return ExitCode.INTERNAL;
        }
        err.println(
                "vigie: internal error: " + oneLine(failure.toString()) + "; run again with -v and report the trace");
        return ExitCode.INTERNAL;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /** Tells the parser the version. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return VersionText.lines().toArray(String[]::new);
        }
    }

    /** Ids for completion of {@code --detector}. */
    static final class DetectorIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Detectors.all().stream().map(type -> type.id()).iterator();
        }
    }
}
