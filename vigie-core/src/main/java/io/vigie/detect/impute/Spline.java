package io.vigie.detect.impute;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/** {@link Interpolation#SPLINE}, which learns nothing. */
public record Spline() implements ImputationMethod {
    @Override
    public String id() {
        return "spline";
    }

    @Override
    public FittedImputer fit(TrainingSet train, RunContext context) {
        return Interpolation.SPLINE;
    }
}
