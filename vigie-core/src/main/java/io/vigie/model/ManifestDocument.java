package io.vigie.model;

import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.SeriesSchema;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The document {@code manifest.json}. Whole numbers are texts because readers in other languages round them beyond 2^53;
 * doubles are hexadecimal texts because those are exact, hold NaN and infinities, and are the same on every Java
 * version, which the shortest decimal form is not.
 */
final class ManifestDocument {
    /** What every version's document begins with, so that any version can tell a newer one. */
    private static final String FORMAT = "vigie-model";

    private static final String PART = "manifest.json";

    private ManifestDocument() {}

    /**
     * Size and hash of a part.
     *
     * @param bytes size
     * @param sha256 hash, 64 lower-case hexadecimal digits
     */
    record Part(long bytes, String sha256) {}

    /**
     * A document that was read.
     *
     * @param content the model's content, its tensors allocated but not filled
     * @param mayHoldNonFinite names of tensors that the writer knew to hold NaN or infinities
     */
    record Parsed(
            Manifest manifest,
            Map<String, Part> parts,
            MemoryModel content,
            Map<String, Tensor> tensors,
            List<String> mayHoldNonFinite) {}

    /** Tensors of a model by path. */
    static Map<String, Tensor> tensors(MemoryModel content) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        collect(content, tensors);
        return tensors;
    }

    private static void collect(MemoryModel section, Map<String, Tensor> into) {
        section.entries().forEach((name, entry) -> {
            if (entry instanceof Tensor tensor) {
                into.put(section.path() + name, tensor);
            } else if (entry instanceof MemoryModel inner) {
                collect(inner, into);
            }
        });
    }

    /** The document's bytes; the same arguments give the same bytes. */
    static byte[] write(Manifest manifest, Map<String, Part> parts, MemoryModel content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.indenting(out)) {
            json.writeStartObject();
            json.writeStringProperty("format", FORMAT);
            json.writeNumberProperty("format-version", manifest.formatVersion());
            json.writeStringProperty("kind", manifest.kind());
            json.writeStringProperty("created", manifest.created().toString());
            writeFacts(json, "provenance", manifest.provenance());
            writeFacts(json, "options", manifest.options());
            writeSchema(json, manifest.schema());
            json.writeName("parts").writeStartObject();
            parts.forEach((name, part) -> {
                json.writeName(name).writeStartObject();
                json.writeNumberProperty("bytes", part.bytes());
                json.writeStringProperty("sha256", part.sha256());
                json.writeEndObject();
            });
            json.writeEndObject();
            json.writeName("content");
            writeSection(json, content);
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    private static void writeFacts(JsonGenerator json, String name, Map<String, String> facts) {
        json.writeName(name).writeStartObject();
        facts.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void writeSchema(JsonGenerator json, SeriesSchema schema) {
        json.writeName("schema").writeStartObject();
        json.writeStringProperty("sampling-interval", schema.samplingInterval().toString());
        json.writeName("channels").writeStartArray();
        for (Channel channel : schema.channels()) {
            json.writeStartObject();
            json.writeStringProperty("name", channel.name());
            String unit = channel.unit();
            if (unit != null) {
                json.writeStringProperty("unit", unit);
            }
            json.writeStringProperty("sensor-noise", Double.toHexString(channel.sensorNoise()));
            json.writeStringProperty("role", role(channel.role()));
            json.writeEndObject();
        }
        json.writeEndArray().writeEndObject();
    }

    private static void writeSection(JsonGenerator json, MemoryModel section) {
        json.writeStartObject();
        section.entries().forEach((name, entry) -> {
            json.writeName(name).writeStartObject();
            if (entry instanceof MemoryModel inner) {
                json.writeName("section");
                writeSection(json, inner);
            } else if (entry instanceof Tensor tensor) {
                json.writeStringProperty("tensor", tensor.type().name());
                json.writeName("shape").writeStartArray();
                for (int dimension : tensor.shape()) {
                    json.writeNumber(dimension);
                }
                json.writeEndArray();
                if (tensor.hasNonFinite()) {
                    json.writeBooleanProperty("non-finite", true);
                }
            } else if (entry instanceof MemoryModel.Texts texts) {
                json.writeName("texts").writeStartArray();
                texts.values().forEach(json::writeString);
                json.writeEndArray();
            } else if (entry instanceof Double number) {
                json.writeStringProperty("number", Double.toHexString(number));
            } else if (entry instanceof Boolean flag) {
                json.writeBooleanProperty("flag", flag);
            } else {
                json.writeStringProperty(entry instanceof Long ? "integer" : "text", entry.toString());
            }
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    /** Format version of a document of any version, without reading on. */
    static int version(byte[] document) {
        try (Json json = new Json(PART, document)) {
            return version(json);
        }
    }

    private static int version(Json json) {
        json.beginObject();
        json.name("format");
        if (!json.string().equals(FORMAT)) {
            throw json.unexpected("format '" + FORMAT + "'");
        }
        json.name("format-version");
        return json.integer(1, Integer.MAX_VALUE);
    }

    /**
     * Reads a document of the current version.
     *
     * @param weightBytes size of the part with the tensors: no more is allocated for them
     */
    static Parsed read(byte[] document, long weightBytes) {
        try (Json json = new Json(PART, document)) {
            int version = version(json);
            json.name("kind");
            String kind = json.string();
            json.name("created");
            Instant created = instant(json);
            Map<String, String> provenance = facts(json, "provenance");
            Map<String, String> options = facts(json, "options");
            SeriesSchema schema = schema(json);
            Manifest manifest = new Manifest(version, kind, schema, options, provenance, created);
            json.name("parts");
            Map<String, Part> parts = parts(json);
            json.name("content");
            MemoryModel content = new MemoryModel();
            ContentParser parser = new ContentParser(json, weightBytes);
            json.beginObject();
            parser.readSection(content);
            json.endObject();
            json.end();
            return new Parsed(manifest, parts, content, parser.tensors, parser.mayHoldNonFinite);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ModelFormatException(PART + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Instant instant(Json json) {
        String text = json.string();
        Instant instant = Instant.parse(text);
        if (!instant.toString().equals(text)) {
            throw json.unexpected("a time such as 2026-01-31T12:00:00Z");
        }
        return instant;
    }

    private static Map<String, String> facts(Json json, String name) {
        json.name(name);
        json.beginObject();
        Map<String, String> facts = new LinkedHashMap<>();
        for (String key = json.nextNameOrEnd(); !key.isEmpty(); key = json.nextNameOrEnd()) {
            if (facts.size() == Manifest.MAX_FACTS || facts.put(key, json.string()) != null) {
                throw json.unexpected("at most " + Manifest.MAX_FACTS + " different keys in '" + name + "'");
            }
        }
        return facts;
    }

    private static SeriesSchema schema(Json json) {
        json.name("schema");
        json.beginObject();
        json.name("sampling-interval");
        String text = json.string();
        Duration interval = Duration.parse(text);
        if (!interval.toString().equals(text)) {
            throw json.unexpected("a duration such as PT1S");
        }
        json.name("channels");
        json.beginArray();
        List<Channel> channels = new ArrayList<>();
        while (json.nextElementIsObject()) {
            json.name("name");
            String name = json.string();
            String key = json.nextNameOrEnd();
            @Nullable String unit = null;
            if (key.equals("unit")) {
                unit = json.string();
                key = json.nextNameOrEnd();
            }
            if (!key.equals("sensor-noise")) {
                throw json.unexpected("property 'sensor-noise'");
            }
            double noise = number(json);
            json.name("role");
            channels.add(new Channel(name, unit, noise, role(json)));
            json.endObject();
        }
        json.endObject();
        try {
            return new SeriesSchema(channels, interval);
        } catch (BadInputException e) {
            throw new ModelFormatException(PART + " is damaged: " + e.getMessage(), e);
        }
    }

    private static String role(ChannelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static ChannelRole role(Json json) {
        String text = json.string();
        for (ChannelRole role : ChannelRole.values()) {
            if (role(role).equals(text)) {
                return role;
            }
        }
        throw json.unexpected("a role: observation or reference");
    }

    private static Map<String, Part> parts(Json json) {
        json.beginObject();
        Map<String, Part> parts = new LinkedHashMap<>();
        for (String name = json.nextNameOrEnd(); !name.isEmpty(); name = json.nextNameOrEnd()) {
            json.beginObject();
            json.name("bytes");
            long bytes = json.integer();
            json.name("sha256");
            String sha256 = json.string();
            json.endObject();
            if (parts.size() == ModelFile.HASHED_PARTS.size() || parts.put(name, new Part(bytes, sha256)) != null) {
                throw json.unexpected("only parts " + ModelFile.HASHED_PARTS);
            }
        }
        if (!List.copyOf(parts.keySet()).equals(ModelFile.HASHED_PARTS)) {
            throw json.unexpected("parts " + ModelFile.HASHED_PARTS);
        }
        return parts;
    }

    private static double number(Json json) {
        String text = json.string();
        double value = Double.parseDouble(text);
        if (!Double.toHexString(value).equals(text)) {
            throw json.unexpected("a hexadecimal number such as 0x1.8p1");
        }
        return value;
    }

    private static long integer(Json json) {
        String text = json.string();
        long value = Long.parseLong(text);
        if (!Long.toString(value).equals(text)) {
            throw json.unexpected("a whole number");
        }
        return value;
    }

    /** Reads the tree of sections; holds what is counted over all of it. */
    private static final class ContentParser {
        private final Json json;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final List<String> mayHoldNonFinite = new ArrayList<>();
        private long bytesLeft;

        ContentParser(Json json, long weightBytes) {
            this.json = json;
            this.bytesLeft = weightBytes;
        }

        /** Reads up to the end of an object that has begun. */
        void readSection(MemoryModel into) {
            for (String name = json.nextNameOrEnd(); !name.isEmpty(); name = json.nextNameOrEnd()) {
                if (into.entries().containsKey(name)) {
                    throw json.unexpected("every entry once, but '" + name + "' comes again");
                }
                json.beginObject();
                String type = json.nextNameOrEnd();
                switch (type) {
                    case "section" -> {
                        json.beginObject();
                        readSection(into.section(name));
                        json.endObject();
                    }
                    case "tensor" -> readTensor(into, name);
                    case "texts" -> {
                        into.texts(name, texts());
                        json.endObject();
                    }
                    case "text" -> {
                        into.text(name, json.string());
                        json.endObject();
                    }
                    case "integer" -> {
                        into.integer(name, integer(json));
                        json.endObject();
                    }
                    case "number" -> {
                        into.number(name, number(json));
                        json.endObject();
                    }
                    case "flag" -> {
                        into.flag(name, json.flag());
                        json.endObject();
                    }
                    default -> throw json.unexpected("a type of entry");
                }
            }
        }

        private List<String> texts() {
            json.beginArray();
            List<String> texts = new ArrayList<>();
            while (json.nextElementIsString()) {
                if (texts.size() == MemoryModel.MAX_ENTRIES) {
                    throw json.unexpected("at most " + MemoryModel.MAX_ENTRIES + " texts");
                }
                texts.add(json.elementString());
            }
            return texts;
        }

        private void readTensor(MemoryModel into, String name) {
            Tensor.Type type = Safetensors.type(json);
            json.name("shape");
            int[] shape =
                    Safetensors.shape(json).stream().mapToInt(Integer::intValue).toArray();
            String key = json.nextNameOrEnd();
            if (!key.isEmpty()) {
                if (!key.equals("non-finite") || !json.flag()) {
                    throw json.unexpected("the end of the tensor");
                }
                mayHoldNonFinite.add(into.path() + name);
                json.endObject();
            }
            int elements = Tensor.elements(shape);
            if (elements < 0 || (long) elements * type.bytes() > bytesLeft) {
                throw json.unexpected("no tensor larger than weights.safetensors");
            }
            bytesLeft -= (long) elements * type.bytes();
            Tensor tensor = new Tensor(type, shape, type.newArray(elements));
            into.adopt(name, tensor);
            tensors.put(into.path() + name, tensor);
        }
    }
}
