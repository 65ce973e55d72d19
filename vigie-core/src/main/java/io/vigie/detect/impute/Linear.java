package io.vigie.detect.impute;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/** {@link Interpolation#LINEAR}, which learns nothing. */
public record Linear() implements ImputationMethod {
    @Override
    public String id() {
        return "linear";
    }

    @Override
    public FittedImputer fit(TrainingSet train, RunContext context) {
        return Interpolation.LINEAR;
    }
}
