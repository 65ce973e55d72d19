package io.vigie.detect;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registry of detectors on the class path, by id. */
public final class Detectors {
    private static final Map<String, DetectorType<?>> TYPES = load();

    private Detectors() {}

    /** All registered types, ordered by id. */
    public static List<DetectorType<?>> all() {
        return List.copyOf(TYPES.values());
    }

    /**
     * The type of an id.
     *
     * @throws OptionException naming the nearest known id
     */
    public static DetectorType<?> type(String id) {
        @Nullable DetectorType<?> type = TYPES.get(id);
        if (type == null) {
            throw new OptionException("unknown detector '" + id + "'" + Suggestions.of(id, TYPES.keySet()));
        }
        return type;
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
        String stripped = text.strip();
        int open = stripped.indexOf('(');
        if (open < 0) {
            return create(stripped);
        }
        if (!stripped.endsWith(")")) {
            throw new OptionException("'" + text + "' does not end with ')'; write id(key=value,key=value)");
        }
        Map<String, String> options = new TreeMap<>();
        String key = "";
        for (String part : Options.splitList(stripped.substring(open + 1, stripped.length() - 1))) {
            int equals = part.indexOf('=');
            int nested = part.indexOf('(');
            if (equals >= 0 && (nested < 0 || equals < nested)) {
                key = part.substring(0, equals).strip();
                if (options.put(key, part.substring(equals + 1).strip()) != null) {
                    throw new OptionException("option '" + key + "' stands twice in '" + text + "'; give it once");
                }
            } else if (key.isEmpty()) {
                throw new OptionException("'" + part + "' in '" + text + "' is not key=value");
            } else {
                options.merge(key, part, (before, more) -> before + "," + more);
            }
        }
        return create(stripped.substring(0, open).strip(), options);
    }

    /** Writes id, options and what was learned. */
    public static void write(FittedDetector fitted, ModelWriter out) {
        Detector detector = fitted.detector();
        out.text("detector", detector.id());
        Map<String, String> options = Options.toMap((Record) detector);
        out.texts("option-keys", new ArrayList<>(options.keySet()));
        out.texts("option-values", new ArrayList<>(options.values()));
        fitted.write(out.section("learned"));
    }

    /** Reads what {@link #write} wrote; an unknown id is refused. */
    public static FittedDetector read(SeriesSchema schema, ModelReader in) {
        DetectorType<?> type = type(in.text("detector"));
        List<String> keys = in.texts("option-keys");
        List<String> values = in.texts("option-values");
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            options.put(keys.get(i), values.get(i));
        }
        return type.read(options, schema, in.section("learned"));
    }

    private static Map<String, DetectorType<?>> load() {
        Map<String, DetectorType<?>> types = new TreeMap<>();
        for (DetectorCatalog catalog : ServiceLoader.load(DetectorCatalog.class, Detectors.class.getClassLoader())) {
            for (DetectorType<?> type : catalog.detectors()) {
                if (types.put(type.id(), type) != null) {
                    throw new IllegalStateException("detector id '" + type.id() + "' is registered twice");
                }
            }
        }
        return types;
    }
}
