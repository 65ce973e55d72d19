package io.vigie.detect;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registered methods of one kind, by id: how they are found, written as text, and named in a model. Immutable.
 *
 * @param <M> the kind, which all options records implement
 * @param <T> its registered types
 */
public final class Registry<M, T extends RegisteredType<? extends M>> {
    /**
     * A method that a model names.
     *
     * @param type its registered type
     * @param options texts of its options
     */
    public record Named<T>(T type, Map<String, String> options) {}

    private final String kind;
    private final Map<String, T> types = new TreeMap<>();

    /**
     * @param kind word for one of them in messages, and the entry that names it in a model: "detector"
     * @param registered all of them
     * @throws IllegalStateException if two have one id
     */
    public Registry(String kind, List<T> registered) {
        this.kind = kind;
        for (T type : registered) {
            if (types.put(type.id(), type) != null) {
                throw new IllegalStateException(kind + " id '" + type.id() + "' is registered twice");
            }
        }
    }

    /** All registered types, ordered by id. */
    public List<T> all() {
        return List.copyOf(types.values());
    }

    /**
     * The type of an id.
     *
     * @throws OptionException naming the nearest known id
     */
    public T type(String id) {
        @Nullable T type = types.get(id);
        if (type == null) {
            throw new OptionException("unknown " + kind + " '" + id + "'" + Suggestions.of(id, types.keySet()));
        }
        return type;
    }

    /**
     * A method from one text: {@code id} or {@code id(key=value,key=value)}. Values may hold such texts themselves, and
     * lists: a part without a key of its own goes on with the list before it.
     *
     * @throws OptionException if the id, a key or a value is not known, or the text is not of this form
     */
    public M parse(String text) {
        String stripped = text.strip();
        int open = stripped.indexOf('(');
        if (open < 0) {
            return type(stripped).create(Map.of());
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
        return type(stripped.substring(0, open).strip()).create(options);
    }

    /** Names a configured method in a model: its id and the texts of its options. */
    public void writeName(String id, Record options, ModelWriter out) {
        out.text(kind, id);
        Map<String, String> texts = Options.toMap(options);
        out.texts("option-keys", new ArrayList<>(texts.keySet()));
        out.texts("option-values", new ArrayList<>(texts.values()));
    }

    /**
     * What {@link #writeName} named.
     *
     * @throws OptionException if the id is not known here
     */
    public Named<T> readName(ModelReader in) {
        T type = type(in.text(kind));
        List<String> keys = in.texts("option-keys");
        List<String> values = in.texts("option-values");
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            options.put(keys.get(i), values.get(i));
        }
        return new Named<>(type, options);
    }
}
