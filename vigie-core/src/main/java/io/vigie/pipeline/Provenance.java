package io.vigie.pipeline;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a fitted pipeline comes from.
 *
 * @param dataHash SHA-256 of the train data, see {@link DataFingerprint}
 * @param rows train rows
 * @param seed seed it was fitted with
 * @param calibration how the null model was calibrated, in words
 * @param version version of Vigie it was fitted with
 * @param created when it was fitted, to the second
 * @param notes what a user should know of the fit: training, short calibration, missing tail,
 *     contamination; empty where all is well
 */
public record Provenance(
        String dataHash, int rows, long seed, String calibration, String version, Instant created, List<String> notes) {
    public Provenance {
        notes = List.copyOf(notes);
    }

    /** Version of this library, or {@code development} outside a jar. */
    public static String runningVersion() {
        @Nullable String version = Provenance.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** As short texts, for a manifest or a report. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data-sha256", dataHash);
        facts.put("rows", Integer.toString(rows));
        facts.put("seed", Long.toString(seed));
        facts.put("calibration", calibration);
        facts.put("vigie-version", version);
        facts.put("java-version", Runtime.version().toString());
        return facts;
    }

    // the time of the fit is kept in the manifest, so that two fits of the same data have the same content
    void write(ModelWriter out) {
        out.text("data-sha256", dataHash);
        out.integer("rows", rows);
        out.integer("seed", seed);
        out.text("calibration", calibration);
        out.text("version", version);
        out.texts("notes", notes);
    }

    static Provenance read(ModelReader in, Instant created) {
        return new Provenance(
                in.text("data-sha256"),
                in.integer("rows", 0, Integer.MAX_VALUE),
                in.integer("seed"),
                in.text("calibration"),
                in.text("version"),
                created,
                in.texts("notes"));
    }
}
