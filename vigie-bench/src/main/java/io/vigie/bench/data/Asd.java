package io.vigie.bench.data;

import io.vigie.evaluate.RootCause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Application Server Dataset (Li et al., "Multivariate Time Series Anomaly Detection and Interpretation using
 * Hierarchical Inter-Metric and Temporal Embedding", KDD 2021) in {@code asd}: 12 servers, 19 channels, one row in five
 * minutes, 30 days to train on and 15 to score, with the channels to blame for each anomaly in
 * {@code interpretation_label}. Free for development.
 */
public final class Asd implements RootCauseDataSet {
    private final Path root;

    private Asd(Path root) {
        this.root = root;
    }

    /**
     * The servers under a data folder.
     *
     * @throws io.vigie.series.BadInputException if it has no {@code asd}
     */
    public static Asd of(DataFolder data) {
        return new Asd(data.resolve("asd"));
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return TablePair.names(root, "_test.csv").stream()
                .filter(name -> Files.exists(file(name + "_train")))
                .map(this::server)
                .toList();
    }

    @Override
    public List<RootCause> causes(String series) {
        return RootCauseFile.read(
                TablePair.file(root.resolve(RootCauseFile.FOLDER), series + ".txt"), RootCauseFile.LastRow.INSIDE);
    }

    private BenchmarkCase server(String name) {
        return new TablePair(
                name,
                "ASD",
                file(name + "_train"),
                file(name + "_test"),
                TablePair.NAMED,
                TablePair.LABELLED,
                read -> read.labels().orElseThrow());
    }

    private Path file(String name) {
        return TablePair.file(root, name + ".csv");
    }
}
