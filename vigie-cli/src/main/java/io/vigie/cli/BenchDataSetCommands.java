package io.vigie.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs detectors on public data sets beside TSB-AD, each by its own protocol; docs/reference.md states them. */
final class BenchDataSetCommands {
    private BenchDataSetCommands() {}

    @Command(
            name = "smd",
            description = {
                "The Server Machine Dataset: 28 machines, official split, each machine by itself.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class Smd implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("SMD", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "smap-msl",
            description = {
                "Telemetry of the spacecraft SMAP and MSL: official split, each channel by itself.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class SmapMsl implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("SMAP-MSL", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "asd",
            description = {
                "The Application Server Dataset: official split, each server by itself.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class Asd implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("ASD", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "jumpstarter",
            description = {
                "The online services of JumpStarter: 20 days to learn from, 25 to score.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class JumpStarter implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("JumpStarter", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "skab",
            description = {
                "The Skoltech Anomaly Benchmark: outliers and change points of a water circulation test bed.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class Skab implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("SKAB", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "tep",
            description = {
                "The Tennessee Eastman plant: detection rate, false alarms and delay of 21 faults.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class Tep implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("TEP", Objects.requireNonNull(spec).commandLine());
        }
    }

    @Command(
            name = "nab",
            description = {
                "The Numenta Anomaly Benchmark: one threshold for the corpus, three score profiles.",
                "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
            })
    static final class Nab implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private BenchDataSetOptions options = new BenchDataSetOptions();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            return options.run("NAB", Objects.requireNonNull(spec).commandLine());
        }
    }
}
