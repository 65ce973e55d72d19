package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** Detectors whose likelihoods of rows are not corrected by default keep the contract where they are. */
class CorrectedDetectorContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of("cnn", "donut", "omni", "vae");
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of("correction", "activity");
    }

    @Override
    protected Map<String, String> quickOptions(DetectorType<?> type) {
        return Map.of("max-steps", "30");
    }
}
