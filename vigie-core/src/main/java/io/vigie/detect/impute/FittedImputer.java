package io.vigie.detect.impute;

import io.vigie.detect.Imputer;
import java.util.List;

/** An {@link ImputationMethod} that has learned; close it when it may hold native memory. */
public interface FittedImputer extends Imputer, AutoCloseable {
    /** What a user should know of the fit, one sentence each. Empty by default. */
    default List<String> notes() {
        return List.of();
    }

    @Override
    default void close() {}
}
