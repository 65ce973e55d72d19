package io.vigie.detect;

import java.util.List;

/** A module's detectors, found by {@link java.util.ServiceLoader}. */
public interface DetectorCatalog {
    List<DetectorType<?>> detectors();
}
