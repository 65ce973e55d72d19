package io.vigie.cli;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the command prints and writes it: indented, fields in the given order. */
final class JsonText {
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    private JsonText() {}

    static String of(Object value) {
        return WRITER.writeValueAsString(value);
    }
}
