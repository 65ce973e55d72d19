package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** Detectors that score otherwise than by default keep the contract: with another objective, or their likelihood corrected. */
class DeepVariantsContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of("cnn", "deepsvdd", "donut", "omni", "vae");
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return type.id().equals("deepsvdd") ? Map.of("objective", "soft-boundary") : Map.of("correction", "activity");
    }

    @Override
    protected Map<String, String> quickOptions(DetectorType<?> type) {
        return Map.of("max-steps", "30");
    }
}
