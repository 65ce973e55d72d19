package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** The learned detectors keep the contract. */
class DeepDetectorContractTest extends DetectorContract {
    private static final String STEPS = "max-steps";

    @Override
    protected List<String> ids() {
        return idsOf(new DeepDetectors());
    }

    @Override
    protected Map<String, String> quickOptions(DetectorType<?> type) {
        boolean trains =
                type.optionSpecs().stream().anyMatch(option -> option.key().equals(STEPS));
        return trains ? Map.of(STEPS, "30") : Map.of();
    }
}
