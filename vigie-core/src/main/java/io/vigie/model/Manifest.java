package io.vigie.model;

import io.vigie.series.SeriesSchema;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a saved model says about itself before its content is looked at. Maps keep their order.
 *
 * @param formatVersion version of the layout on disk, see {@link ModelFile#FORMAT_VERSION}
 * @param kind what was saved: a registry id or {@code pipeline}; 1 to 100 of a-z, 0-9, {@code -}, {@code _}, {@code .}
 * @param schema channels the model was fitted on
 * @param options options it was fitted with, as {@code key=value} texts
 * @param provenance where it comes from: hash of the data, seed, library versions, durations; keys as for kind
 * @param created when it was fitted
 */
public record Manifest(
        int formatVersion,
        String kind,
        SeriesSchema schema,
        Map<String, String> options,
        Map<String, String> provenance,
        Instant created) {
    /** Most options, and most facts of provenance. */
    public static final int MAX_FACTS = 1_000;

    private static final Pattern KEY = Pattern.compile("[a-z0-9._-]{1,100}");

    public Manifest {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(created, "created");
        requireKey("kind", kind);
        options = requireFacts("options", options);
        provenance = requireFacts("provenance", provenance);
    }

    /** A manifest of the current format version without options and provenance. */
    public static Manifest of(String kind, SeriesSchema schema, Instant created) {
        return new Manifest(ModelFile.FORMAT_VERSION, kind, schema, Map.of(), Map.of(), created);
    }

    /** The same manifest with other options, in the map's order. */
    public Manifest withOptions(Map<String, String> newOptions) {
        return new Manifest(formatVersion, kind, schema, newOptions, provenance, created);
    }

    /** The same manifest with one more fact of provenance, or another value for it. */
    public Manifest withProvenance(String key, String value) {
        Map<String, String> facts = new LinkedHashMap<>(provenance);
        facts.put(key, value);
        return new Manifest(formatVersion, kind, schema, options, facts, created);
    }

    private static Map<String, String> requireFacts(String what, Map<String, String> facts) {
        if (facts.size() > MAX_FACTS) {
            throw new IllegalArgumentException(
                    what + " of a model has " + facts.size() + " entries; at most " + MAX_FACTS + " are allowed");
        }
        facts.forEach((key, value) -> {
            requireKey("a key of " + what, key);
            Objects.requireNonNull(value, key);
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    private static void requireKey(String what, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    what + " of a model is '" + key + "'; use 1 to 100 of a-z, 0-9, '-', '_' and '.'");
        }
    }
}
