package io.vigie.series;

import java.util.List;
import java.util.Optional;

/**
 * A series after a sampling policy.
 *
 * @param series the series, the same object where nothing was changed
 * @param labels the labels carried along: a row made of several is anomalous if one of them is
 * @param changes what was done, a sentence each; empty where nothing was changed
 */
public record Regularized(TimeSeries series, Optional<Labels> labels, List<String> changes) {
    public Regularized {
        changes = List.copyOf(changes);
    }
}
