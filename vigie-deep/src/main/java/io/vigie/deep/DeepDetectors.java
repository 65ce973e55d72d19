package io.vigie.deep;

import io.vigie.deep.flow.RealNvp;
import io.vigie.deep.forecast.Cnn;
import io.vigie.deep.forecast.Lstm;
import io.vigie.deep.forecast.Tcn;
import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this module. Listing them loads nothing native. */
public final class DeepDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("cnn", Cnn.class, Cnn::read),
                new DetectorType<>("lstm", Lstm.class, Lstm::read),
                new DetectorType<>("realnvp", RealNvp.class, RealNvp::read),
                new DetectorType<>("tcn", Tcn.class, Tcn::read));
    }
}
