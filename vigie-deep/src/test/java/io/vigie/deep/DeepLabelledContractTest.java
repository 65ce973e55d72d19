package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.List;
import java.util.Map;

/** A detector whose network has another part where rows are labelled anomalous keeps the contract with that part too. */
class DeepLabelledContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of("counterfactual");
    }

    @Override
    protected boolean labelled(DetectorType<?> type) {
        return true;
    }

    @Override
    protected Map<String, String> quickOptions(DetectorType<?> type) {
        return Map.of("max-steps", "30");
    }
}
