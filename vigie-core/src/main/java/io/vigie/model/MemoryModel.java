package io.vigie.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's content in memory: an ordered tree of attributes and tensors that can be read back or saved with
 * {@link ModelFile}. Arrays are copied on the way in and on the way out, so neither side can change what the other
 * holds. Writing something that could not be saved (a bad or repeated name, a shape that does not fit, unpaired
 * surrogates in a text, more than the limits below) fails at once with {@link IllegalArgumentException}. Not
 * thread-safe while it is written.
 */
public final class MemoryModel implements ModelWriter {
    /** Longest name of an entry or section, in characters. */
    public static final int MAX_NAME_LENGTH = 100;

    /** Deepest nesting of sections. */
    public static final int MAX_DEPTH = 32;

    /** Most entries in one model; a section counts as one, a list of texts as one and one more for each text. */
    public static final int MAX_ENTRIES = 200_000;

    /** Longest text, in characters. */
    public static final int MAX_TEXT_LENGTH = 16 * 1024 * 1024;

    /** Most dimensions of a tensor. */
    public static final int MAX_RANK = 8;

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1," + MAX_NAME_LENGTH + "}");

    /** The safetensors format keeps this key for itself. */
    private static final String RESERVED_NAME = "__metadata__";

    private final String path;
    private final int depth;
    private final int[] entryCount;
    private final Map<String, Object> entries = new LinkedHashMap<>();

    /** An empty model. */
    public MemoryModel() {
        this("", 0, new int[1]);
    }

    private MemoryModel(String path, int depth, int[] entryCount) {
        this.path = path;
        this.depth = depth;
        this.entryCount = entryCount;
    }

    @Override
    public void text(String name, String value) {
        put(name, requireText(name, value));
    }

    @Override
    public void texts(String name, List<String> values) {
        List<String> copy = List.copyOf(values);
        for (String value : copy) {
            requireText(name, value);
        }
        put(name, new Texts(copy), 1 + copy.size());
    }

    @Override
    public void integer(String name, long value) {
        put(name, value);
    }

    /** Any double; every NaN is kept as {@link Double#NaN}. */
    @Override
    public void number(String name, double value) {
        put(name, value);
    }

    @Override
    public void flag(String name, boolean value) {
        put(name, value);
    }

    @Override
    public void tensor(String name, double[] values, int... shape) {
        int[] checked = requireShape(name, values.length, shape);
        put(name, new Tensor(Tensor.Type.F64, checked, values.clone()));
    }

    @Override
    public void tensor(String name, float[] values, int... shape) {
        int[] checked = requireShape(name, values.length, shape);
        put(name, new Tensor(Tensor.Type.F32, checked, values.clone()));
    }

    @Override
    public void tensor(String name, long[] values, int... shape) {
        int[] checked = requireShape(name, values.length, shape);
        put(name, new Tensor(Tensor.Type.I64, checked, values.clone()));
    }

    @Override
    public void tensor(String name, int[] values, int... shape) {
        int[] checked = requireShape(name, values.length, shape);
        put(name, new Tensor(Tensor.Type.I32, checked, values.clone()));
    }

    @Override
    public MemoryModel section(String name) {
        Object present = entries.get(name);
        if (present instanceof MemoryModel section) {
            return section;
        }
        if (depth + 1 > MAX_DEPTH) {
            throw new IllegalArgumentException("section '" + path + name + "' is nested deeper than " + MAX_DEPTH
                    + " levels; use a flatter model");
        }
        MemoryModel section = new MemoryModel(path + name + "/", depth + 1, entryCount);
        put(name, section);
        return section;
    }

    /**
     * The content behind a reader that this package handed out: of {@link #asReader()} or of a loaded model. Lets a test
     * or a tool compare or save again what was loaded.
     */
    public static MemoryModel of(ModelReader reader) {
        if (reader instanceof Reader own) {
            return own.model;
        }
        throw new IllegalArgumentException("the reader is not one of a MemoryModel; read its entries instead");
    }

    /** Reads what was written so far; later writes are seen too. */
    public ModelReader asReader() {
        return asReader("the model");
    }

    /** As {@link #asReader()}, naming a source in errors. */
    ModelReader asReader(String source) {
        return new Reader(this, source);
    }

    /** Whether both hold the same entries, in the same order, with the same bits. */
    public boolean sameContentAs(MemoryModel other) {
        if (!List.copyOf(entries.keySet()).equals(List.copyOf(other.entries.keySet()))) {
            return false;
        }
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            Object mine = entry.getValue();
            Object theirs = Objects.requireNonNull(other.entries.get(entry.getKey()));
            boolean same;
            if (mine instanceof MemoryModel section) {
                same = theirs instanceof MemoryModel otherSection && section.sameContentAs(otherSection);
            } else if (mine instanceof Tensor tensor) {
                same = theirs instanceof Tensor otherTensor && tensor.sameBits(otherTensor);
            } else {
                same = mine.equals(theirs);
            }
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /**
     * Entries in the order they were written. A value is a {@link String}, {@link Texts}, {@link Long}, {@link Double},
     * {@link Boolean}, {@link Tensor} or, for a section, a {@link MemoryModel}.
     */
    Map<String, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Names of the sections above, each followed by a slash; empty at the top. */
    String path() {
        return path;
    }

    /** Adds a tensor without a copy. */
    void adopt(String name, Tensor tensor) {
        put(name, tensor);
    }

    private void put(String name, Object value) {
        put(name, value, 1);
    }

    private void put(String name, Object value, int cost) {
        if (!NAME.matcher(name).matches() || name.equals(RESERVED_NAME)) {
            throw new IllegalArgumentException("entry name '" + name + "' in '" + path + "' is not allowed; use 1 to "
                    + MAX_NAME_LENGTH + " of a-z, 0-9, '-', '_' and '.', and not " + RESERVED_NAME);
        }
        if (cost > MAX_ENTRIES - entryCount[0]) {
            throw new IllegalArgumentException("entry '" + path + name + "' exceeds the " + MAX_ENTRIES
                    + " entries a model may have; put numbers into tensors");
        }
        if (entries.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(
                    "entry '" + path + name + "' is written twice; use another name or a section");
        }
        entryCount[0] += cost;
    }

    private String requireText(String name, String value) {
        if (value.length() > MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException("text '" + path + name + "' has " + value.length()
                    + " characters; at most " + MAX_TEXT_LENGTH + " are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < value.length() ? value.charAt(i + 1) : ' ')) {
                    throw new IllegalArgumentException("text '" + path + name + "' has an unpaired surrogate at "
                            + "character " + i + "; use valid Unicode");
                }
                i++;
            }
        }
        return value;
    }

    private int[] requireShape(String name, int length, int... shape) {
        if (shape.length == 0) {
            return new int[] {length};
        }
        if (shape.length > MAX_RANK || Tensor.elements(shape) != length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " of tensor '" + path + name
                    + "' does not fit its " + length + " values; use at most " + MAX_RANK
                    + " dimensions that multiply to the length");
        }
        return shape.clone();
    }

    /** A list of texts; a type of its own so that entries can be told apart at run time. */
    record Texts(List<String> values) {}

    private static final class Reader implements ModelReader {
        private final MemoryModel model;
        private final String source;

        Reader(MemoryModel model, String source) {
            this.model = model;
            this.source = source;
        }

        @Override
        public String text(String name) {
            return require(name, String.class, "a text");
        }

        @Override
        public List<String> texts(String name) {
            return require(name, Texts.class, "a list of texts").values();
        }

        @Override
        public long integer(String name) {
            return require(name, Long.class, "an integer");
        }

        @Override
        public int integer(String name, int min, int max) {
            long value = integer(name);
            if (value < min || value > max) {
                throw new ModelFormatException(
                        label(name) + " is " + value + "; allowed is " + min + " to " + max + "; fit the model again");
            }
            return (int) value;
        }

        @Override
        public double number(String name) {
            return require(name, Double.class, "a number");
        }

        @Override
        public boolean flag(String name) {
            return require(name, Boolean.class, "a flag");
        }

        @Override
        public int[] shape(String name) {
            return require(name, Tensor.class, "a tensor").shape();
        }

        @Override
        public double[] doubles(String name, int... shape) {
            return ((double[]) values(name, Tensor.Type.F64, shape)).clone();
        }

        @Override
        public float[] floats(String name, int... shape) {
            return ((float[]) values(name, Tensor.Type.F32, shape)).clone();
        }

        @Override
        public long[] longs(String name, int... shape) {
            return ((long[]) values(name, Tensor.Type.I64, shape)).clone();
        }

        @Override
        public int[] ints(String name, int... shape) {
            return ((int[]) values(name, Tensor.Type.I32, shape)).clone();
        }

        @Override
        public boolean has(String name) {
            Object entry = model.entries.get(name);
            return entry != null && !(entry instanceof MemoryModel);
        }

        @Override
        public ModelReader section(String name) {
            return new Reader(require(name, MemoryModel.class, "a section"), source);
        }

        @Override
        public boolean hasSection(String name) {
            return model.entries.get(name) instanceof MemoryModel;
        }

        private Object values(String name, Tensor.Type type, int... shape) {
            Tensor tensor = require(name, Tensor.class, "a tensor");
            if (tensor.type() != type) {
                throw new ModelFormatException(label(name) + " is a tensor of " + tensor.type() + "; expected is "
                        + type + "; fit the model again");
            }
            if (shape.length > 0 && !tensor.hasShape(shape)) {
                throw new ModelFormatException(label(name) + " has shape " + tensor.shapeText() + "; expected is "
                        + Arrays.toString(shape) + "; fit the model again");
            }
            return tensor.values();
        }

        private <T> T require(String name, Class<T> type, String expected) {
            @Nullable Object entry = model.entries.get(name);
            if (entry == null) {
                throw new ModelFormatException(label(name) + " is absent; expected is " + expected
                        + "; the model is incomplete or was written by another version, fit it again");
            }
            if (!type.isInstance(entry)) {
                throw new ModelFormatException(label(name) + " is not " + expected + "; fit the model again");
            }
            return type.cast(entry);
        }

        private String label(String name) {
            return "entry '" + model.path + name + "' of " + source;
        }
    }
}
