package io.vigie.deep.represent;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** Gaussians of features that are learned keep the contract. */
class TrainedEncoderGaussiansTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of(
                "padim(encoder=masked(hidden=16,max-steps=20),window=65)",
                "padim(encoder=hidden(detector=ae(hidden=16,max-steps=30)),window=65)");
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of("features", "32");
    }
}
