package io.vigie.detect;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds options records from {@code key=value} texts and back. A key is the component's name in kebab case
 * ({@code maxIterations} is {@code max-iterations}). Component types: int, long, double, boolean, String, enums, and
 * {@code List<String>} (comma-separated; a comma inside parentheses belongs to the element).
 */
public final class Options {
    private Options() {}

    /** One option of a record, for help texts. */
    public record Spec(String key, String type, String defaultValue, String description) {}

    /** The options a record type has, in order. */
    public static List<Spec> specs(Class<? extends Record> type) {
        List<Spec> specs = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Option option = option(type, component);
            specs.add(new Spec(key(component), typeName(component.getType()), option.value(), option.description()));
        }
        return specs;
    }

    /**
     * A record from texts; keys not given take their defaults.
     *
     * @throws OptionException for an unknown key (with the nearest known one), a text that is not of the type, or a
     *     value that the record's constructor refuses
     */
    public static <T extends Record> T create(Class<T> type, String owner, Map<String, String> given) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> keys = Arrays.stream(components).map(Options::key).toList();
        for (String key : given.keySet()) {
            if (!keys.contains(key)) {
                throw new OptionException("unknown option '" + key + "' of " + owner + Suggestions.of(key, keys));
            }
        }
        @Nullable Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = keys.get(i);
            String text = given.getOrDefault(key, option(type, components[i]).value());
            types[i] = components[i].getType();
            arguments[i] = parse(owner, key, text, types[i]);
        }
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused instanceof OptionException
                        ? refused
                        : new OptionException(owner + ": " + refused.getMessage());
            }
            throw new IllegalStateException("cannot build " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type, e);
        }
    }

    /** The texts that rebuild a record: every component, in order. */
    public static Map<String, String> toMap(Record options) {
        Map<String, String> map = new LinkedHashMap<>();
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                map.put(key(component), text(accessor.invoke(options)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
        }
        return map;
    }

    private static Option option(Class<?> type, RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalStateException(type + "." + component.getName() + " lacks @Option");
        }
        return option;
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String typeName(Class<?> type) {
        if (type.isEnum()) {
            return String.join(
                    "|",
                    Arrays.stream(type.getEnumConstants()).map(Options::text).toList());
        }
        return type == List.class ? "list" : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Object::toString).toList());
        }
        return String.valueOf(value);
    }

    private static Object parse(String owner, String key, String text, Class<?> type) {
        try {
            if (type == int.class) {
                return Integer.parseInt(text.strip());
            } else if (type == long.class) {
                return Long.parseLong(text.strip());
            } else if (type == double.class) {
                return Double.parseDouble(text.strip());
            } else if (type == String.class) {
                return text;
            } else if (type == List.class) {
                return splitList(text);
            } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return Boolean.valueOf(text);
            } else if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (text(constant).equals(text.strip().toLowerCase(Locale.ROOT))) {
                        return constant;
                    }
                }
            }
        } catch (NumberFormatException e) {
            // falls through to the message below
        }
        throw new OptionException("option '" + key + "' of " + owner + " is '" + text + "'; use a value of type "
                + (type == boolean.class ? "true|false" : typeName(type)));
    }

    /** The elements of a comma-separated list, stripped, blank ones dropped; commas inside parentheses do not separate. */
    public static List<String> splitList(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && (depth == 0 || i == text.length())) {
                String part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        return List.copyOf(parts);
    }
}
