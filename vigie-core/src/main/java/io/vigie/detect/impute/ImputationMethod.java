package io.vigie.detect.impute;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/** Options of a way to fill gaps; see {@link ImputationMethods}. */
public interface ImputationMethod {
    /** Its name: {@code linear}, {@code knn}, a detector's id. */
    String id();

    /**
     * Learns from a prepared training set, of which it keeps nothing that it does not need.
     *
     * @throws io.vigie.series.BadInputException if it cannot be learned from
     */
    FittedImputer fit(TrainingSet train, RunContext context);
}
