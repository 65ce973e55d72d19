package io.vigie.bench.data;

import io.vigie.evaluate.RootCause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Server Machine Dataset (Su et al., "Robust Anomaly Detection for Multivariate Time Series through Stochastic
 * Recurrent Neural Network", KDD 2019) in {@code smd}: 28 machines, 38 channels, one row a minute, the first half of
 * five weeks to train on and the second to score, {@code train}, {@code test} and {@code test_label} of each machine, and
 * {@code interpretation_label} with the channels to blame for each anomaly.
 * For development: the machines that no Eva file of TSB-AD is made of.
 */
public final class Smd implements RootCauseDataSet {
    private static final String FOLDER = "smd";

    private final Path root;

    private Smd(Path root) {
        this.root = root;
    }

    /**
     * The machines under a data folder.
     *
     * @throws io.vigie.series.BadInputException if it has no {@code smd/test_label}
     */
    public static Smd of(DataFolder data) {
        data.resolve(FOLDER, "test_label");
        return new Smd(data.path().resolve(FOLDER));
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return machines(scope).stream().filter(this::isThere).map(this::machine).toList();
    }

    @Override
    public List<String> missing(Scope scope) {
        return machines(scope).stream().filter(name -> !isThere(name)).toList();
    }

    @Override
    public List<RootCause> causes(String series) {
        return RootCauseFile.read(file(RootCauseFile.FOLDER, series), RootCauseFile.LastRow.OUTSIDE);
    }

    private List<String> machines(Scope scope) {
        return TablePair.names(root.resolve("test_label"), ".txt").stream()
                .filter(name -> TsbAdOverlap.takesPart(FOLDER, name, scope))
                .toList();
    }

    private boolean isThere(String name) {
        return Files.exists(file("train", name)) && Files.exists(file("test", name));
    }

    private BenchmarkCase machine(String name) {
        return new TablePair(
                name,
                "SMD",
                file("train", name),
                file("test", name),
                TablePair.HEADERLESS,
                TablePair.HEADERLESS,
                read -> TablePair.flags(file("test_label", name)));
    }

    private Path file(String part, String name) {
        return TablePair.file(root.resolve(part), name + ".txt");
    }
}
