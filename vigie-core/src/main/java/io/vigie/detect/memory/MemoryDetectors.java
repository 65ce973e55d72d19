package io.vigie.detect.memory;

import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this package. A new one is a record that gives its {@link MemorySettings}, and a line here. */
public final class MemoryDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("patchcore", PatchCore.class, PatchCore::read),
                new DetectorType<>("statknn", StatKnn.class, StatKnn::read));
    }
}
