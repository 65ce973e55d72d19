package io.vigie.cli;

import io.vigie.pipeline.CounterfactualOptions;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a run's files go. */
final class OutputOptions {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "vigie-out",
            description = "Folder for report.html, events.csv, events.json, scores.csv and run.json. Default:"
                    + " ${DEFAULT-VALUE}.")
    Path out = Path.of("vigie-out");

    @Option(names = "--force", description = "Write into the folder even if it holds other files.")
    boolean force;

    @Option(names = "--contributions", description = "Add a column for each channel's contribution to scores.csv.")
    boolean contributions;

    @Option(names = "--fail-on-anomaly", description = "Exit with code 4 if there is an event after the train part.")
    boolean failOnAnomaly;

    @Option(
            names = "--counterfactual-channels",
            paramLabel = "SHARE",
            description =
                    "Most channels that are changed to tell what an event should have looked like, above 0 to 1, but"
                            + " always up to three. Default: as many as it takes.")
    private double counterfactualChannels = CounterfactualOptions.DEFAULTS.channels();

    CounterfactualOptions counterfactuals() {
        return new CounterfactualOptions(counterfactualChannels);
    }

    /** Fails if the folder cannot take the files or a number is out of range, before long work begins. */
    void check() {
        counterfactuals();
        OutputFolder.requireUsable(out, force);
    }

    /** The folder of one of several series. */
    Path folderFor(TimeSeries series, int ofSeries) {
        return ofSeries == 1 ? out : out.resolve(series.name().replaceAll("[^\\p{L}\\p{N}._-]", "_"));
    }
}
