package io.vigie.detect.memory;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import io.vigie.detect.represent.Encoders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The detectors with a memory of features keep the contract, with every encoder of this module. */
class MemoryDetectorsContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        List<String> ids = new ArrayList<>(idsOf(new MemoryDetectors()));
        Encoders.all()
                .forEach(encoder -> ids.add("patchcore(encoder=" + encoder.id() + ",window=65,aggregation=average)"));
        return ids;
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of("memory", "128");
    }
}
