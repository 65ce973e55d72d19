package io.vigie.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements of Vigie: speed, and how well it finds labelled anomalies. */
@Command(
        name = "bench",
        description = "Measures how fast Vigie is, and how well it finds the anomalies of public benchmarks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchSpeedCommand.class,
            BenchTsbAdCommand.class,
            BenchDevelopCommand.class,
            BenchLikelihoodTrapCommand.class,
            BenchCounterfactualCommand.class,
            BenchLabelsCommand.class,
            BenchImputeCommand.class,
            BenchRootCauseCommand.class,
            BenchRobustnessCommand.class,
            BenchGeneraliseCommand.class,
            BenchReportCommand.class,
            BenchDataSetCommands.Smd.class,
            BenchDataSetCommands.SmapMsl.class,
            BenchDataSetCommands.Asd.class,
            BenchDataSetCommands.JumpStarter.class,
            BenchDataSetCommands.Skab.class,
            BenchDataSetCommands.Tep.class,
            BenchDataSetCommands.Nab.class
        })
final class BenchCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "no benchmark given; try 'vigie bench speed' or 'vigie bench tsb-ad --help'");
    }
}
