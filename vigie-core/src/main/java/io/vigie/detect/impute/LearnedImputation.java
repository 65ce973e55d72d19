package io.vigie.detect.impute;

import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.List;

/** Fills gaps with what a detector takes for normal. */
record LearnedImputation(Detector detector) implements ImputationMethod {
    @Override
    public String id() {
        return detector.id();
    }

    @Override
    public FittedImputer fit(TrainingSet train, RunContext context) {
        FittedDetector fitted = detector.fit(train, context);
        Imputer imputer = fitted.imputer()
                .orElseThrow(() -> new IllegalStateException("'" + detector.id() + "' says that it fills gaps"));
        return new FittedImputer() {
            @Override
            public Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext drawing) {
                return imputer.impute(series, hidden, draws, drawing);
            }

            @Override
            public List<String> notes() {
                return fitted.notes();
            }

            @Override
            public void close() {
                fitted.close();
            }
        };
    }
}
