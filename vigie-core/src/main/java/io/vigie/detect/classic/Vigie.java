package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The default detector: one fixed ensemble for series of one channel and of many.
 *
 * <p>No single view sees all anomalies. Windowed methods miss single points, point-wise ones miss what lasts, raw windows
 * miss changes of shape under a wandering level, normalised ones changes of level. So the members are
 *
 * <ul>
 *   <li>{@code kmeans} on windows of {@code window} rows, weight 2: shapes and levels that train does not have;
 *   <li>{@code kmeans} on the same windows, each z-normalised, weight 2: shapes alone;
 *   <li>{@code kmeans} on windows of a quarter of that, weight 1: brief events;
 *   <li>{@code pca} on single rows, weight 1: points, and channels that no longer go together.
 * </ul>
 *
 * <p>Their scores meet as surprise of the rank among cross-fitted train scores and are averaged ({@link Ensemble}). Members,
 * weights and scale were chosen by reasoning and by mean VUS-PR on TSB-AD's tuning lists and series on neither list,
 * before any other series was scored.
 *
 * <p>Short train parts: windows are clipped to a quarter of the longest normal stretch, so that half of the train part still
 * holds some; under 8 rows the distance from the train mean ({@code zscore}) is all that is left. What was used is in
 * {@link io.vigie.detect.Scores#members()}. Series shorter than a member's window are scored by the others. From long train
 * parts {@code kmeans} learns every k-th window, so that at most 20,000 are used.
 *
 * <p>Complexity: that of k-means, O(rows x window x channels x clusters) for scoring.
 *
 * @param window rows of the longer window
 * @param alignment whether rows ahead of a row count
 */
public record Vigie(
        @Option(
                value = "100",
                description = "Rows of the longer window, 4 to 100000; clipped to a quarter of the train part.")
        int window,

        @Option(value = "centred", description = "centred: rows ahead of a row count; causal: no delay.")
        Alignment alignment)
        implements Detector {
    private static final int MOST_WINDOWS = 20_000;
    private static final int LEAST_ROWS = 8;

    public Vigie {
        if (window < 4 || window > 100_000) {
            throw new OptionException("window is " + window + "; use 4 to 100000");
        }
    }

    @Override
    public String id() {
        return "vigie";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "The default: k-means windows at two scales and point-wise PCA on one scale",
                "Vigie; Liu & Paparrizos, NeurIPS 2024, for what it is made of",
                Ensemble.unit(MemberScale.RANK),
                alignment == Alignment.CAUSAL ? 0 : window - 1,
                true,
                true);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        int longest = 0;
        for (TimeSeries segment : train.normalSegments()) {
            longest = Math.max(longest, segment.length());
        }
        return ensemble(longest, train.rows()).fit(this, descriptor().delay(), train, context);
    }

    /** The members for a train part of some rows whose longest normal stretch is given. */
    Ensemble ensemble(int longest, int rows) {
        if (longest < LEAST_ROWS) {
            return ensemble(List.of("zscore(window=1)"), List.of("1"));
        }
        int longer = Math.min(window, longest / 4);
        int shorter = longer / 4;
        int stride = Math.max(1, (rows + MOST_WINDOWS - 1) / MOST_WINDOWS);
        List<String> members = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        members.add(kMeans(longer, stride, "none"));
        weights.add("2");
        if (shorter > 0) {
            members.add(kMeans(longer, stride, "zscore"));
            weights.add("2");
            members.add(kMeans(shorter, stride, "none"));
            weights.add("1");
        }
        members.add("pca");
        weights.add("1");
        return ensemble(members, weights);
    }

    private String kMeans(int rows, int stride, String normalize) {
        return "kmeans(window=" + rows + ",stride=" + stride + ",normalize=" + normalize + ",alignment="
                + alignment.name().toLowerCase(Locale.ROOT) + ")";
    }

    private static Ensemble ensemble(List<String> members, List<String> weights) {
        return new Ensemble(members, MemberScale.RANK, MemberCombination.WEIGHTED, weights);
    }

    static FittedDetector read(Vigie detector, SeriesSchema schema, ModelReader in) {
        Ensemble ensemble;
        try {
            ensemble = ensemble(in.texts("members"), in.texts("weights"));
        } catch (OptionException e) {
            throw new ModelFormatException("a member of the model is not usable: " + e.getMessage(), e);
        }
        int delay = detector.descriptor().delay();
        if (ensemble.descriptor().delay() > delay) {
            throw new ModelFormatException("the model's members need a delay of "
                    + ensemble.descriptor().delay() + " rows, its window allows " + delay + "; the file is damaged");
        }
        return FittedEnsemble.read(detector, ensemble, delay, schema, in);
    }
}
