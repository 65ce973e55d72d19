package io.vigie.detect.classic;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/** What remembers rows of its train part and can tell how it would score them, had it not seen them. */
interface HeldOutScoring {
    /**
     * Scores of train rows, those that are remembered without the memory around them; NaN where there is no score.
     *
     * @param train what the model was fitted on
     */
    double[] heldOutScores(TrainingSet train, RunContext context);
}
