package io.vigie.detect;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The registry of detectors on the class path, by id. */
public final class Detectors {
    private static final Registry<Detector, DetectorType<?>> REGISTRY = new Registry<>("detector", load());

    private Detectors() {}

    /** All registered types, ordered by id. */
    public static List<DetectorType<?>> all() {
        return REGISTRY.all();
    }

    /**
     * The type of an id.
     *
     * @throws OptionException naming the nearest known id
     */
    public static DetectorType<?> type(String id) {
        return REGISTRY.type(id);
    }

    /** A detector by id, with defaults. */
    public static Detector create(String id) {
        return create(id, Map.of());
    }

    /** A detector by id and options. */
    public static Detector create(String id, Map<String, String> options) {
        return type(id).create(options);
    }

    /**
     * A detector from one text, as members of an ensemble are named: {@code id} or {@code id(key=value,key=value)}.
     * Values may hold detectors in parentheses of their own, and lists: a part without a key of its own goes on with the
     * list before it, as in {@code ensemble(members=zscore,kmeans(window=50,clusters=10),scale=rank)}.
     *
     * @throws OptionException if the id, a key or a value is not known, or the text is not of this form
     */
    public static Detector parse(String text) {
        return REGISTRY.parse(text);
    }

    /** Writes id, options and what was learned. */
    public static void write(FittedDetector fitted, ModelWriter out) {
        Detector detector = fitted.detector();
        REGISTRY.writeName(detector.id(), (Record) detector, out);
        fitted.write(out.section("learned"));
    }

    /** Reads what {@link #write} wrote; an unknown id is refused. */
    public static FittedDetector read(SeriesSchema schema, ModelReader in) {
        Registry.Named<DetectorType<?>> named = REGISTRY.readName(in);
        return named.type().read(named.options(), schema, in.section("learned"));
    }

    private static List<DetectorType<?>> load() {
        List<DetectorType<?>> types = new ArrayList<>();
        for (DetectorCatalog catalog : ServiceLoader.load(DetectorCatalog.class, Detectors.class.getClassLoader())) {
            types.addAll(catalog.detectors());
        }
        return types;
    }
}
