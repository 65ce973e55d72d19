package io.vigie.detect.gaussian;

import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this package. A new one is a record that gives its {@link PositionSettings}, and a line here. */
public final class GaussianDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("padim", Padim.class, Padim::read),
                new DetectorType<>("regime", Regime.class, Regime::read));
    }
}
