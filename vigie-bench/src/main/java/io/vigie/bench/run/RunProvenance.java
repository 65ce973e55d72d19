package io.vigie.bench.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the results of a folder were made, as JSON: one entry a session, since a run may be interrupted and go on. An entry
 * without an end was interrupted.
 */
final class RunProvenance {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final List<Map<String, Object>> sessions;
    private final Map<String, Object> session;

    private RunProvenance(Path file, List<Map<String, Object>> sessions, Map<String, Object> session) {
        this.file = file;
        this.sessions = sessions;
        this.session = session;
    }

    static RunProvenance start(
            Path file, BenchmarkPlan plan, WorkerOptions options, String build, String command, int runsToDo)
            throws IOException {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("benchmark", plan.protocol());
        session.put("windowRule", Measurement.ruleName(plan.rule()));
        session.put("started", now());
        session.put("ended", "");
        session.put("version", version());
        session.put("commit", commit());
        session.put("build", build);
        session.put("command", command);
        session.put("cores", Runtime.getRuntime().availableProcessors());
        session.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        session.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        session.put("jobs", options.jobs());
        session.put("workerHeap", options.heap());
        session.put("device", options.device().name().toLowerCase(Locale.ROOT));
        session.put("timeLimitSeconds", options.timeLimit().toSeconds());
        session.put("seeds", plan.seeds());
        Map<String, Object> contestants = new LinkedHashMap<>();
        plan.contestants().forEach(one -> contestants.put(one.label(), one.specification()));
        session.put("detectors", contestants);
        session.put("series", plan.cases().size());
        session.put("missing", plan.missing());
        session.put("runsToDo", runsToDo);
        List<Map<String, Object>> sessions = earlier(file);
        sessions.add(session);
        RunProvenance provenance = new RunProvenance(file, sessions, session);
        provenance.write();
        return provenance;
    }

    void finish(List<ResultRow> rows) throws IOException {
        session.put("ended", now());
        session.put("runs", rows.size());
        session.put("failed", rows.stream().filter(ResultRow::failed).count());
        write();
    }

    private void write() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("sessions", sessions);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Unreadable provenance is no reason to lose hours of runs: it starts anew. */
    private static List<Map<String, Object>> earlier(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ArrayList<>();
        }
        try {
            Map<String, List<Map<String, Object>>> all =
                    MAPPER.readValue(Files.readString(file), new TypeReference<>() {});
            return new ArrayList<>(all.getOrDefault("sessions", List.of()));
        } catch (JacksonException e) {
            return new ArrayList<>();
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String version() {
        String version = RunProvenance.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Commit of the repository that the classes lie in, empty where they lie in none. */
    private static String commit() {
        try {
            CodeSource source = RunProvenance.class.getProtectionDomain().getCodeSource();
            if (source == null) {
                return "";
            }
            for (@Nullable Path at = Path.of(source.getLocation().toURI()); at != null; at = at.getParent()) {
                Path git = at.resolve(".git");
                if (Files.isDirectory(git)) {
                    String head = Files.readString(git.resolve("HEAD")).strip();
                    Path reference = git.resolve(head.replaceFirst("^ref: ", ""));
                    return head.startsWith("ref: ")
                            ? Files.exists(reference)
                                    ? Files.readString(reference).strip()
                                    : ""
                            : head;
                }
            }
        } catch (IOException | URISyntaxException e) {
            // Not known, then.
        }
        return "";
    }
}
