package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.detect.Alignment;
import io.vigie.detect.Detector;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.WindowScores;

/** What {@link FittedWindowDensity} needs to know of a detector, whatever its density. */
interface DensityPlan extends Detector {
    /** Rows of a window. */
    int window();

    /** Deviation below which values are not told apart, in scale units. */
    double jitter();

    int epochs();

    int maxSteps();

    double learningRate();

    /** Share of the least probable windows of a step that is not learned from. */
    double trim();

    Correction correction();

    /** Rows over which scores of rows are averaged further, where those of several windows are. */
    int smoothing();

    WindowAggregation aggregation();

    Alignment alignment();

    /** How scores of windows become those of rows. */
    default WindowScores windowScores() {
        int further = aggregation() == WindowAggregation.LAST ? 1 : smoothing();
        return WindowScores.ofWindows(window(), further, aggregation(), alignment());
    }

    default TrainingOptions training(int trainWindows, int batch, int part) {
        return TrainingOptions.of(TrainingOptions.steps(trainWindows, batch, epochs(), maxSteps()))
                .withBatch(batch, part)
                .withLearningRate(learningRate());
    }
}
