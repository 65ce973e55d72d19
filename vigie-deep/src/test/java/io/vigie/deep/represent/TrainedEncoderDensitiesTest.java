package io.vigie.deep.represent;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** Detectors made of a trained encoder keep the contract. */
class TrainedEncoderDensitiesTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return QuickEncoders.texts().stream()
                .map(encoder -> "patchcore(encoder=" + encoder + ",window=65)")
                .toList();
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of("memory", "128");
    }
}
