package io.vigie.detect.represent;

import java.util.List;

/** A module's encoders, found by {@link java.util.ServiceLoader}. */
public interface EncoderCatalog {
    List<EncoderType<?>> encoders();
}
