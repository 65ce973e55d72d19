package io.vigie.detect.gaussian;

import io.vigie.detect.DetectorContract;
import io.vigie.detect.DetectorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The detectors with a Gaussian for each position keep the contract, with encoders of one channel and of all. */
class GaussianDetectorsContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        List<String> ids = new ArrayList<>(idsOf(new GaussianDetectors()));
        ids.add("padim(encoder=raw,window=16,position=phase)");
        ids.add("padim(encoder=spectral,window=64,shrinkage=ledoit-wolf,alignment=causal,aggregation=last)");
        ids.add("padim(encoder=raw,window=16,position=regime,alignment=causal,aggregation=last)");
        ids.add("padim(encoder=raw,window=8,learning=continue)");
        return ids;
    }

    @Override
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of("features", "64");
    }
}
