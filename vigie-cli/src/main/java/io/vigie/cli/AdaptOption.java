package io.vigie.cli;

import io.vigie.judge.Adaptation;
import picocli.CommandLine.Option;

/** After how long a lasting change counts as normal. */
final class AdaptOption {
    @Option(
            names = "--adapt",
            paramLabel = "ROWS",
            defaultValue = "1000",
            description =
                    "A change that has lasted for so many rows is one event and then the new normal; 0 judges every"
                            + " row against the train part for ever. Default: ${DEFAULT-VALUE}.")
    private int rows = Adaptation.DEFAULT.rows();

    Adaptation adaptation() {
        return new Adaptation(rows);
    }
}
