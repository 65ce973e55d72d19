package io.vigie.deep.engine;

import io.vigie.detect.FittedDetector;

/** A fitted detector that is one network and its weights. */
public interface FittedNetwork extends FittedDetector {
    Network network();

    /** What was learned; closed with the detector. */
    NetworkWeights weights();
}
