package io.vigie.detect.classic;

import io.vigie.detect.RunContext;

/** What remembers its train part and can tell how it would score rows of it, had it not seen them. */
interface HeldOutScoring {
    /** Scores of remembered rows, each without the memory around it; NaN where that leaves nothing to compare with. */
    double[] heldOutScores(RunContext context);
}
