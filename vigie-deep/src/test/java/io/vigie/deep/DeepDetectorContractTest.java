package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import java.util.List;

/** The learned detectors keep the contract. */
class DeepDetectorContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return idsOf(new DeepDetectors());
    }
}
