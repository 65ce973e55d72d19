package io.vigie.model;

import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict streaming reader of the JSON inside a model. Streaming, because a tree of nodes takes many times the bytes of a
 * hostile document; strict in order, so that a document is accepted in one form only.
 */
final class Json implements AutoCloseable {
    /** Sections nest two levels of JSON each. */
    private static final int MAX_NESTING = 2 * MemoryModel.MAX_DEPTH + 8;

    /** Longest path of a tensor. */
    private static final int MAX_KEY_LENGTH = (MemoryModel.MAX_DEPTH + 1) * (MemoryModel.MAX_NAME_LENGTH + 1);

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(ModelFile.MAX_MANIFEST_BYTES)
                    .maxNameLength(MAX_KEY_LENGTH)
                    .maxNumberLength(20)
                    .build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private final String part;
    private final JsonParser parser;

    /** Starts to read a document; {@code part} names it in errors. */
    Json(String part, byte[] document) {
        this.part = part;
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), document);
    }

    /** A generator that indents the same way on every system. */
    static JsonGenerator indenting(OutputStream out) {
        return MAPPER.writer()
                .with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
                .createGenerator(out);
    }

    /** A generator that writes no white space. */
    static JsonGenerator compact(OutputStream out) {
        return MAPPER.writer().createGenerator(out);
    }

    void beginObject() {
        require(JsonToken.START_OBJECT, "an object");
    }

    void endObject() {
        require(JsonToken.END_OBJECT, "the end of the object");
    }

    void beginArray() {
        require(JsonToken.START_ARRAY, "a list");
    }

    /** The next property's name, or an empty text where the object ends. */
    String nextNameOrEnd() {
        JsonToken token = advance();
        if (token == JsonToken.END_OBJECT) {
            return "";
        }
        if (token != JsonToken.PROPERTY_NAME) {
            throw unexpected("a property");
        }
        String name = parser.currentName();
        if (name.isEmpty()) {
            throw unexpected("a name that is not empty");
        }
        return name;
    }

    /** Reads the name of a property that must come next. */
    void name(String expected) {
        if (!nextNameOrEnd().equals(expected)) {
            throw unexpected("property '" + expected + "'");
        }
    }

    String string() {
        require(JsonToken.VALUE_STRING, "a text");
        return parser.getString();
    }

    long integer() {
        require(JsonToken.VALUE_NUMBER_INT, "an integer");
        return number();
    }

    int integer(int min, int max) {
        long value = integer();
        if (value < min || value > max) {
            throw unexpected("an integer from " + min + " to " + max);
        }
        return (int) value;
    }

    boolean flag() {
        JsonToken token = advance();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw unexpected("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** Moves to the next element of a list; false at its end. */
    boolean nextElementIsString() {
        return nextElementIs(JsonToken.VALUE_STRING, "a text");
    }

    /** As {@link #nextElementIsString} for integers. */
    boolean nextElementIsInteger() {
        return nextElementIs(JsonToken.VALUE_NUMBER_INT, "an integer");
    }

    boolean nextElementIsObject() {
        return nextElementIs(JsonToken.START_OBJECT, "an object");
    }

    /** The text that {@link #nextElementIsString} found. */
    String elementString() {
        return parser.getString();
    }

    /** The integer that {@link #nextElementIsInteger} found. */
    long elementInteger() {
        return number();
    }

    /** Nothing but white space may follow. */
    void end() {
        if (advance() != JsonToken.NOT_AVAILABLE) {
            throw unexpected("the end of the document");
        }
    }

    /** What is wrong at the current place. */
    ModelFormatException unexpected(String expected) {
        return new ModelFormatException(part + " is damaged: expected is " + expected + place());
    }

    @Override
    public void close() {
        parser.close();
    }

    private long number() {
        try {
            return parser.getLongValue();
        } catch (JacksonException e) {
            throw new ModelFormatException(part + " is damaged: an integer is out of range" + place(), e);
        }
    }

    private boolean nextElementIs(JsonToken wanted, String expected) {
        JsonToken token = advance();
        if (token == JsonToken.END_ARRAY) {
            return false;
        }
        if (token != wanted) {
            throw unexpected(expected);
        }
        return true;
    }

    private void require(JsonToken wanted, String expected) {
        if (advance() != wanted) {
            throw unexpected(expected);
        }
    }

    /** The next token; {@link JsonToken#NOT_AVAILABLE} after the last. */
    private JsonToken advance() {
        try {
            JsonToken token = parser.nextToken();
            return token == null ? JsonToken.NOT_AVAILABLE : token;
        } catch (JacksonException e) {
            throw new ModelFormatException(part + " is damaged: no valid JSON" + place(), e);
        }
    }

    private String place() {
        TokenStreamLocation location = parser.currentLocation();
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
