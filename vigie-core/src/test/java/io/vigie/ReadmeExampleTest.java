package io.vigie;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.pipeline.FittedPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SplittableRandom;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java lines of the README: taken from the page, compiled, and run. */
class ReadmeExampleTest {
    private static final int TEACHING_ROWS = 8_000;
    private static final int EVENT_FROM = 8_600;

    @Test
    void theExampleOfTheReadmeCompilesAndFindsThePlantedEvent(@TempDir Path folder) throws Exception {
        String example = example();
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(10);
        Path plant = folder.resolve("plant.csv");
        Files.writeString(plant, boiler());
        Path model = folder.resolve("plant.vigie");
        String printed = run(
                example.replace("\"plant.csv\"", literal(plant)).replace("\"plant.vigie\"", literal(model)), folder);
        assertThat(printed).contains("pressure").contains("2026-01-06T2");
        try (FittedPipeline saved = FittedPipeline.load(model)) {
            assertThat(saved.provenance().rows()).isEqualTo(TEACHING_ROWS);
        }
    }

    private static String example() throws IOException {
        String page =
                Files.readString(Path.of(System.getProperty("vigie.root", "..")).resolve("README.md"));
        int from = page.indexOf("```java\n") + "```java\n".length();
        return page.substring(from, page.indexOf("```", from));
    }

    private static String literal(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\") + "\"";
    }

    /** Compiles the lines as the body of a method, runs it, and returns what it printed. */
    private static String run(String lines, Path folder) throws Exception {
        String source = "import io.vigie.detect.*; import io.vigie.explain.*; import io.vigie.judge.*;"
                + " import io.vigie.pipeline.*; import io.vigie.series.*; import java.nio.file.Path;\n"
                + "public class Example { public static void run() {\n" + lines + "\n} }";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", folder.toString(), "-proc:none");
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeExampleTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Example").getMethod("run").invoke(null);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** One row a minute from 2026-01-01 on: a pressure that falls for an hour, a temperature that does not. */
    private static String boiler() {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder("time,pressure,temperature\n");
        LocalDateTime start = LocalDateTime.of(2026, 1, 1, 0, 0, 0);
        for (int row = 0; row < 10_000; row++) {
            boolean fallen = row >= EVENT_FROM && row < EVENT_FROM + 60;
            text.append(start.plusMinutes(row))
                    .append(',')
                    .append(3.9 + 0.1 * random.nextGaussian() - (fallen ? 2.5 : 0))
                    .append(',')
                    .append(80 + random.nextGaussian())
                    .append('\n');
        }
        return text.toString();
    }
}
