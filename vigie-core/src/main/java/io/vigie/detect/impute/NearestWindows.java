package io.vigie.detect.impute;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/** Copies from the windows of the train part that are most like what is seen: {@link NeighbourImputer}. */
public record NearestWindows(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "10", description = "Windows that draws are of, at least 1.")
        int neighbours)
        implements ImputationMethod {
    public NearestWindows {
        require("window", window);
        require("neighbours", neighbours);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new OptionException(name + " is " + value + "; use at least 1");
        }
    }

    @Override
    public String id() {
        return "knn";
    }

    @Override
    public FittedImputer fit(TrainingSet train, RunContext context) {
        return NeighbourImputer.fit(this, train);
    }
}
