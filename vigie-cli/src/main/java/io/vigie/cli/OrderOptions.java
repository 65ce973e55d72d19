package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.series.CsvResult;
import io.vigie.series.Regularized;
import io.vigie.series.Regularizer;
import io.vigie.series.SamplingPolicy;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is done about rows that are out of order, repeated, irregular or lacking. */
final class OrderOptions {
    @Option(
            names = "--order",
            paramLabel = "POLICY",
            defaultValue = "keep",
            description = "keep: rows stay as they are; sort: by time; average: sort, and rows of one time become their"
                    + " mean; resample or resample:10s: average, and bring to a grid (of the median step, or of the given"
                    + " one). Default: ${DEFAULT-VALUE}.")
    private String policy = "keep";

    @Option(
            names = "--fill",
            paramLabel = "ROWS",
            defaultValue = "" + SamplingPolicy.DEFAULT_MAX_GAP,
            description = "resample: longest run of empty grid rows that is filled. Default: ${DEFAULT-VALUE}.")
    private int fill = SamplingPolicy.DEFAULT_MAX_GAP;

    private final List<String> notes = new ArrayList<>();

    /** The series in order; what was changed is in {@link #notes}. */
    CsvResult apply(CsvResult result) {
        Regularized regularized = Regularizer.apply(result.series(), result.labels(), policy());
        notes.addAll(regularized.changes());
        return new CsvResult(regularized.series(), regularized.labels(), result.report());
    }

    /** Fails on what is wrong with the texts, before long work begins. */
    void check() {
        policy();
    }

    private SamplingPolicy policy() {
        try {
            return SamplingPolicy.parse(policy).withMaxGap(fill);
        } catch (IllegalArgumentException e) {
            throw new OptionException(String.valueOf(e.getMessage()));
        }
    }

    /** What was changed, a sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
