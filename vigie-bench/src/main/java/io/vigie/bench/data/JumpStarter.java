package io.vigie.bench.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The online services of JumpStarter (Ma et al., "Jump-Starting Multivariate Time Series Anomaly Detection for Online
 * Service Systems", USENIX ATC 2021) in {@code jumpstarter}: 19 channels without names, one row in five minutes, 20 days
 * to train on and 25 to score, about a fifth of them anomalous. Free for development.
 */
public final class JumpStarter implements DataSet {
    private final Path root;

    private JumpStarter(Path root) {
        this.root = root;
    }

    /**
     * The services under a data folder.
     *
     * @throws io.vigie.series.BadInputException if it has no {@code jumpstarter/test}
     */
    public static JumpStarter of(DataFolder data) {
        data.resolve("jumpstarter", "test");
        return new JumpStarter(data.path().resolve("jumpstarter"));
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return TablePair.names(root.resolve("test"), ".csv").stream()
                .filter(name -> Files.exists(file("train", name)) && Files.exists(file("test_label", name)))
                .map(this::service)
                .toList();
    }

    private BenchmarkCase service(String name) {
        return new TablePair(
                name,
                "JumpStarter",
                file("train", name),
                file("test", name),
                TablePair.HEADERLESS,
                TablePair.HEADERLESS,
                read -> TablePair.flags(file("test_label", name)));
    }

    private Path file(String part, String name) {
        return TablePair.file(root.resolve(part), name + ".csv");
    }
}
