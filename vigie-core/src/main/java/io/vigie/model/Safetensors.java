package io.vigie.model;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;

/**
 * The safetensors format: eight bytes little-endian length of the header, the header as JSON (name to dtype, shape and
 * begin and end in the data), then the data, little-endian, row-major, without gaps. As in the reference implementation
 * wider types come first and the header is padded with spaces to a multiple of eight, so that every tensor is aligned.
 * Source: the format's public description, https://huggingface.co/docs/safetensors. Types other than F64, F32, I64 and
 * I32 and the free-form {@code __metadata__} are refused.
 */
final class Safetensors {
    /** Largest header accepted, in bytes; below the 100 MB that the format's description allows. */
    static final int MAX_HEADER_BYTES = ModelFile.MAX_MANIFEST_BYTES;

    private static final int ALIGNMENT = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private Safetensors() {}

    /**
     * Where one tensor lies.
     *
     * @param begin first byte in the data
     * @param end byte after the last
     */
    private record Place(String name, Tensor.Type type, List<Integer> shape, long begin, long end) {}

    /** Writes tensors; the same map gives the same bytes, whatever its order. */
    static void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
        List<String> order = order(tensors);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.compact(header)) {
            json.writeStartObject();
            long offset = 0;
            for (String name : order) {
                Tensor tensor = Objects.requireNonNull(tensors.get(name));
                long end = offset + (long) tensor.length() * tensor.type().bytes();
                json.writeName(name).writeStartObject();
                json.writeStringProperty("dtype", tensor.type().name());
                json.writeName("shape").writeStartArray();
                for (int dimension : tensor.shape()) {
                    json.writeNumber(dimension);
                }
                json.writeEndArray();
                json.writeName("data_offsets").writeStartArray();
                json.writeNumber(offset).writeNumber(end);
                json.writeEndArray().writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        while (header.size() % ALIGNMENT != 0) {
            header.write(' ');
        }
        if (header.size() > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("the tensors' names and shapes take " + header.size()
                    + " bytes; at most " + MAX_HEADER_BYTES + " are allowed; use fewer, larger tensors");
        }
        byte[] bytes = new byte[BUFFER_BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(header.size());
        out.write(bytes, 0, Long.BYTES);
        header.writeTo(out);
        for (String name : order) {
            writeValues(Objects.requireNonNull(tensors.get(name)), bytes, out);
        }
    }

    /**
     * Fills the given tensors, all of which and no other must be there with the same type and shape.
     *
     * @param in the format's bytes from the first on
     * @param size how many there are
     * @param targets freshly made tensors by name
     */
    static void read(InputStream in, long size, Map<String, Tensor> targets) throws IOException {
        if (size < Long.BYTES) {
            throw new ModelFormatException("weights.safetensors has " + size + " bytes; expected are at least 8");
        }
        byte[] bytes = new byte[BUFFER_BYTES];
        readFully(in, bytes, Long.BYTES);
        long headerLength =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, size - Long.BYTES)) {
            throw new ModelFormatException("weights.safetensors says its header has " + headerLength
                    + " bytes; allowed are 2 to " + Math.min(MAX_HEADER_BYTES, size - Long.BYTES));
        }
        byte[] header = new byte[(int) headerLength];
        readFully(in, header, header.length);
        for (Place place : places(header, size - Long.BYTES - headerLength)) {
            Tensor target = targets.get(place.name());
            if (target == null) {
                throw new ModelFormatException(
                        "weights.safetensors holds tensor '" + place.name() + "' that manifest.json does not name");
            }
            int[] shape = place.shape().stream().mapToInt(Integer::intValue).toArray();
            if (target.type() != place.type() || !target.hasShape(shape)) {
                throw new ModelFormatException("tensor '" + place.name() + "' is " + place.type() + " " + place.shape()
                        + " in weights.safetensors but " + target.type() + " " + target.shapeText()
                        + " in manifest.json");
            }
            readValues(in, bytes, target);
        }
    }

    /** Places in the order of their data, proven to cover it without gap or overlap. */
    private static List<Place> places(byte[] header, long dataBytes) {
        Map<String, Place> byName = new LinkedHashMap<>();
        try (Json json = new Json("weights.safetensors", header)) {
            json.beginObject();
            for (String name = json.nextNameOrEnd(); !name.isEmpty(); name = json.nextNameOrEnd()) {
                if (byName.size() == MemoryModel.MAX_ENTRIES) {
                    throw new ModelFormatException(
                            "weights.safetensors names more than " + MemoryModel.MAX_ENTRIES + " tensors");
                }
                if (byName.put(name, place(name, json)) != null) {
                    throw new ModelFormatException("weights.safetensors names tensor '" + name + "' twice");
                }
            }
            json.end();
        }
        List<Place> places = new ArrayList<>(byName.values());
        places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long expected = 0;
        for (Place place : places) {
            if (place.begin() != expected) {
                throw new ModelFormatException("tensor '" + place.name() + "' begins at byte " + place.begin()
                        + " of the data in weights.safetensors; expected is " + expected);
            }
            expected = place.end();
        }
        if (expected != dataBytes) {
            throw new ModelFormatException(
                    "weights.safetensors holds " + dataBytes + " bytes of data; its header describes " + expected);
        }
        return places;
    }

    private static Place place(String name, Json json) {
        json.beginObject();
        json.name("dtype");
        Tensor.Type type = type(json);
        json.name("shape");
        List<Integer> shape = shape(json);
        json.name("data_offsets");
        json.beginArray();
        long[] offsets = new long[2];
        for (int i = 0; i < 2; i++) {
            if (!json.nextElementIsInteger()) {
                throw json.unexpected("two offsets");
            }
            offsets[i] = json.elementInteger();
        }
        if (json.nextElementIsInteger()) {
            throw json.unexpected("two offsets");
        }
        json.endObject();
        int elements =
                Tensor.elements(shape.stream().mapToInt(Integer::intValue).toArray());
        if (elements < 0 || offsets[0] < 0 || offsets[1] - offsets[0] != (long) elements * type.bytes()) {
            throw new ModelFormatException("tensor '" + name + "' of type " + type + " and shape " + shape
                    + " does not fit its bytes " + offsets[0] + " to " + offsets[1] + " in weights.safetensors");
        }
        return new Place(name, type, shape, offsets[0], offsets[1]);
    }

    /** Reads a type's name. */
    static Tensor.Type type(Json json) {
        String name = json.string();
        for (Tensor.Type type : Tensor.Type.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw json.unexpected("one of F64, F32, I64, I32");
    }

    /** Reads a list of dimensions. */
    static List<Integer> shape(Json json) {
        json.beginArray();
        List<Integer> shape = new ArrayList<>();
        while (json.nextElementIsInteger()) {
            long dimension = json.elementInteger();
            if (dimension < 0 || dimension > Integer.MAX_VALUE || shape.size() == MemoryModel.MAX_RANK) {
                throw json.unexpected("at most " + MemoryModel.MAX_RANK + " dimensions from 0 to " + Integer.MAX_VALUE);
            }
            shape.add((int) dimension);
        }
        return shape;
    }

    private static List<String> order(Map<String, Tensor> tensors) {
        List<Map.Entry<String, Tensor>> entries = new ArrayList<>(tensors.entrySet());
        entries.sort(Map.Entry.<String, Tensor>comparingByValue(
                        Comparator.comparingInt(tensor -> -tensor.type().bytes()))
                .thenComparing(Map.Entry.comparingByKey()));
        return entries.stream().map(Map.Entry::getKey).toList();
    }

    private static void writeValues(Tensor tensor, byte[] bytes, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int perBuffer = BUFFER_BYTES / tensor.type().bytes();
        int from = 0;
        while (from < tensor.length()) {
            int count = Math.min(perBuffer, tensor.length() - from);
            buffer.clear();
            switch (tensor.type()) {
                case F64 -> buffer.asDoubleBuffer().put((double[]) tensor.values(), from, count);
                case F32 -> buffer.asFloatBuffer().put((float[]) tensor.values(), from, count);
                case I64 -> buffer.asLongBuffer().put((long[]) tensor.values(), from, count);
                case I32 -> buffer.asIntBuffer().put((int[]) tensor.values(), from, count);
            }
            out.write(bytes, 0, count * tensor.type().bytes());
            from += count;
        }
    }

    private static void readValues(InputStream in, byte[] bytes, Tensor tensor) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int perBuffer = BUFFER_BYTES / tensor.type().bytes();
        int from = 0;
        while (from < tensor.length()) {
            int count = Math.min(perBuffer, tensor.length() - from);
            readFully(in, bytes, count * tensor.type().bytes());
            buffer.clear();
            switch (tensor.type()) {
                case F64 -> buffer.asDoubleBuffer().get((double[]) tensor.values(), from, count);
                case F32 -> buffer.asFloatBuffer().get((float[]) tensor.values(), from, count);
                case I64 -> buffer.asLongBuffer().get((long[]) tensor.values(), from, count);
                case I32 -> buffer.asIntBuffer().get((int[]) tensor.values(), from, count);
            }
            from += count;
        }
    }

    private static void readFully(InputStream in, byte[] into, int count) throws IOException {
        if (in.readNBytes(into, 0, count) != count) {
            throw new EOFException("weights.safetensors ends early");
        }
    }
}
