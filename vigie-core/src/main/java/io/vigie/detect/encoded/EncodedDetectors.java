package io.vigie.detect.encoded;

import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detector of this package. */
public final class EncodedDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(new DetectorType<>("encoded", Encoded.class, FittedEncoded::read));
    }
}
