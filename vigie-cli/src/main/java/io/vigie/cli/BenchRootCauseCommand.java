package io.vigie.cli;

import io.vigie.bench.protocol.PublicProtocols;
import io.vigie.detect.OptionException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How well channels are named that caused an anomaly. */
@Command(
        name = "root-cause",
        description = {
            "Measures how well the channels that caused an anomaly are named, on data sets whose experts say which they"
                    + " are: HitRate and NDCG of the channels ranked by blame, as in the events of a report, and by the"
                    + " detector's bare contributions; by segment and by row.",
            "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench root-cause --data-set asd --detectors vigie,kmeans,deviation,random --seeds 1 --out causes-asd",
            "",
            "'deviation' is |z| of each channel, 'random' is chance."
        })
final class BenchRootCauseCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data-set",
            paramLabel = "NAME",
            defaultValue = "smd",
            description = "smd or asd. Default: ${DEFAULT-VALUE}.")
    private String dataSet = "smd";

    @Mixin
    private BenchDataSetOptions options = new BenchDataSetOptions();

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        String found = PublicProtocols.rootCauseDataSets().stream()
                .filter(dataSet.strip()::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new OptionException(
                        "--data-set is '" + dataSet + "'; no root causes are known there: use smd or asd"));
        return options.run(
                PublicProtocols.rootCause(found), Objects.requireNonNull(spec).commandLine());
    }
}
