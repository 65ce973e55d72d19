package io.vigie.detect;

import io.vigie.detect.classic.ClassicDetectors;
import java.util.List;

/** The classical detectors keep the contract. */
class DetectorContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return idsOf(new ClassicDetectors());
    }
}
