package io.vigie.detect;

import java.util.List;
import java.util.Map;

/**
 * A registered method of some kind: an id and the options record that the id names.
 *
 * @param <M> the kind, which all its options records implement
 */
public interface RegisteredType<M> {
    /** Registry id: lower-case words joined by hyphens. */
    String id();

    /** A configured method from {@code key=value} texts; absent keys take their defaults. */
    M create(Map<String, String> given);

    /** The options it has, in order. */
    List<Options.Spec> optionSpecs();
}
