package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.series.Labels;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A folder of values computed by TSB-AD; see the README beside the small copy in the test resources. */
record Golden(Path folder) {
    private static final double TOLERANCE = 1e-9;

    /** The copy in the test resources. */
    static Golden small() {
        URL url =
                Objects.requireNonNull(Golden.class.getResource("golden/metrics.json"), "golden values on class path");
        try {
            return new Golden(Objects.requireNonNull(Path.of(url.toURI()).getParent()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole set; the calling test is skipped with a message where it is not at hand. */
    static Golden whole() {
        String data = System.getenv("VIGIE_DATA");
        String root = System.getProperty("vigie.root", "..");
        Optional<Path> found = Stream.of(
                        data == null ? Path.of(root, "..", "shared", "golden") : Path.of(data, "..", "golden"),
                        Path.of(root, "..", "shared", "golden"))
                .filter(path -> Files.isRegularFile(path.resolve("metrics.json")))
                .findFirst();
        Assumptions.assumeTrue(
                found.isPresent(), "shared golden values not found; only the small copy of them was checked");
        return new Golden(found.orElseThrow());
    }

    record Case(JsonNode expected, double[] scores, Labels labels) {
        int window() {
            return expected.get("slidingWindow").asInt();
        }

        @Override
        public String toString() {
            return expected.get("file").asString();
        }
    }

    record Series(JsonNode expected, double[] values) {
        @Override
        public String toString() {
            return expected.get("file").asString();
        }
    }

    Stream<Case> cases() {
        return entries("metrics.json", "cases").stream().map(node -> {
            List<double[]> rows = rows(node.get("file").asString());
            double[] scores = rows.stream().mapToDouble(row -> row[1]).toArray();
            boolean[] anomalous = new boolean[scores.length];
            for (int i = 0; i < anomalous.length; i++) {
                anomalous[i] = rows.get(i)[0] == 1;
            }
            return new Case(node, scores, Labels.ofBinary(anomalous));
        });
    }

    Stream<Series> series() {
        return entries("length_rank.json", "series").stream()
                .map(node -> new Series(
                        node,
                        rows(node.get("file").asString()).stream()
                                .mapToDouble(row -> row[0])
                                .toArray()));
    }

    private List<JsonNode> entries(String file, String key) {
        List<JsonNode> nodes = new ArrayList<>();
        JsonMapper.builder().build().readTree(folder.resolve(file)).get(key).forEach(nodes::add);
        return nodes;
    }

    private List<double[]> rows(String file) {
        try {
            return Files.readAllLines(folder.resolve(file)).stream()
                    .filter(line -> !line.isBlank() && !Character.isLetter(line.charAt(0)))
                    .map(line -> Stream.of(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void assertClose(String what, double actual, JsonNode expected) {
        double value = expected.isString()
                ? Double.parseDouble(expected.asString().replace("nan", "NaN"))
                : expected.asDouble();
        if (Double.isNaN(value)) {
            assertThat(actual).as(what).isNaN();
        } else {
            assertThat(actual)
                    .as(what)
                    .isCloseTo(value, org.assertj.core.data.Offset.offset(TOLERANCE * Math.max(1, Math.abs(value))));
        }
    }
}
