package io.vigie.cli;

import io.vigie.detect.RunContext;
import java.io.Console;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command runs and talks. */
final class RunOptions {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "Seed of all random choices: same seed, same result. Default: ${DEFAULT-VALUE}.")
    long seed = RunContext.DEFAULT_SEED;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to use; the result does not depend on it. Default: all processors.")
    @Nullable
    Integer threads;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but the result and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print what is done and learned; with an error, its stack trace.")
    boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with options, named as the flags without hyphens; flags win over the file.")
    @Nullable
    Path config;

    @Mixin
    HelpOption help = new HelpOption();

    RunContext context() {
        RunContext context = RunContext.defaults().withSeed(seed);
        return threads == null ? context : context.withThreads(threads);
    }

    /** A progress line on standard error: only where that is a terminal and the user wants words. */
    ProgressBar progressBar() {
        return new ProgressBar(System.err, !quiet && !json && onTerminal());
    }

    /** Before JDK 22 there is a console only on a terminal; since then there always is one, which says whether it is. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
