package io.vigie.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTML file that loads nothing: a template whose marks are replaced by its style sheet, its script, its data, and
 * Apache ECharts from its Maven jar.
 */
final class SelfContainedPage {
    private static final String ECHARTS = "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

    private final String name;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private SelfContainedPage(String name) {
        this.name = name;
    }

    /** What takes the place of a mark. */
    @FunctionalInterface
    interface Part {
        void writeTo(Writer out) throws IOException;
    }

    /** A page from the template, style sheet and script of a name, with the style that all pages share. */
    static SelfContainedPage named(String name, String title) {
        SelfContainedPage page = new SelfContainedPage(name);
        return page.with("@@TITLE@@", out -> out.write(escapeHtml(title) + " - Vigie"))
                .with("@@STYLE@@", out -> {
                    out.write(own("/io/vigie/cli/report/page.css"));
                    out.write(own("/io/vigie/cli/report/" + name + ".css"));
                })
                .with("@@ECHARTS@@", out -> out.write(own(ECHARTS)))
                .with("@@SCRIPT@@", out -> out.write(own("/io/vigie/cli/report/" + name + ".js")));
    }

    /** Replaces a mark of the template, which must hold it once. */
    SelfContainedPage with(String mark, Part part) {
        parts.put(mark, part);
        return this;
    }

    /** Writes the page; the writer must encode as UTF-8. */
    void write(Writer out) throws IOException {
        String template = own("/io/vigie/cli/report/" + name + ".html");
        TreeMap<Integer, String> marks = new TreeMap<>();
        for (String mark : parts.keySet()) {
            int at = template.indexOf(mark);
            if (at < 0) {
                throw new IOException("the template of " + name + " has no mark " + mark);
            }
            marks.put(at, mark);
        }
        int done = 0;
        for (Map.Entry<Integer, String> mark : marks.entrySet()) {
            out.write(template, done, mark.getKey() - done);
            Part part = parts.get(mark.getValue());
            if (part != null) {
                part.writeTo(out);
            }
            done = mark.getKey() + mark.getValue().length();
        }
        out.write(template, done, template.length() - done);
    }

    /**
     * Writes JSON that may stand inside a script element; closing it leaves the page open. Maps are written in the order of
     * their keys, so that the same run writes the same page.
     */
    static JsonGenerator json(Writer out) {
        JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .characterEscapes(new ScriptEscapes())
                        .build())
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        return mapper.createGenerator(new UnclosedWriter(out));
    }

    private static String own(String resource) throws IOException {
        try (InputStream in = SelfContainedPage.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("resource " + resource + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String escapeHtml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Keeps text from ending the script element it stands in. */
    private static final class ScriptEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

        ScriptEscapes() {
            escapes['<'] = CharacterEscapes.ESCAPE_STANDARD;
            escapes['>'] = CharacterEscapes.ESCAPE_STANDARD;
            escapes['&'] = CharacterEscapes.ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            // line separators are no line ends in JSON, but are in scripts
            return character == 0x2028
                    ? new SerializedString("\\u2028")
                    : character == 0x2029 ? new SerializedString("\\u2029") : null;
        }
    }

    /** The generator closes its writer; the page goes on after the data. */
    private static final class UnclosedWriter extends Writer {
        private final Writer target;

        UnclosedWriter(Writer target) {
            this.target = target;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            target.write(buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
