package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;

/**
 * Principal component analysis of rows or windows: how far they are from the subspace that holds most of the train
 * variance, how extreme they are within it, or both.
 *
 * <p>With train mean {@code m}, eigenvectors {@code P} of the {@code k} largest eigenvalues {@code l_j} of the train
 * covariance and {@code t = P'(x - m)}:
 *
 * <ul>
 *   <li>residual: {@code Q = |x - m - P t|^2} (Jackson and Mudholkar, Control procedures for residuals associated with
 *       principal component analysis, Technometrics 1979, eq. 2.1);
 *   <li>hotelling: {@code T^2 = sum_j t_j^2 / l_j} (Hotelling, Multivariate quality control, 1947);
 *   <li>combined: {@code T^2 + Q / s^2}, {@code s^2} being the mean of the other eigenvalues: the squared Mahalanobis
 *       distance under probabilistic PCA (Tipping and Bishop, JRSS B 1999, eq. 6 to 8).
 * </ul>
 *
 * <p>{@code k} is the smallest number of components that hold the share {@code variance}; residual and combined leave at
 * least one dimension out, hotelling takes at least one in (so a single channel at window 1 is judged by its squared z).
 * Contributions are the complete decomposition of Alcala and Qin (Automatica 2009, eq. 13): squares of
 * {@code M^(1/2) (x - m)} for the score {@code (x - m)' M (x - m)}; never negative, adding up to the score.
 *
 * <p>Complexity, with D = window x channels: fit O(n D^2 + D^3); above {@value FittedPca#MAX_COVARIANCE} dimensions the
 * components come from {@value FittedPca#MAX_GRAM} evenly spaced windows by their Gram matrix. Score O(n D k).
 */
public record Pca(
        @Option(value = "1", description = "Rows of a window, at least 1; 1 judges single rows.")
        int window,

        @Option(value = "0.9", description = "Share of the train variance the kept components hold, 0 to 1.")
        double variance,

        @Option(
                value = "combined",
                description = "Distance from the subspace (residual), within it (hotelling), or both (combined).")
        PcaStatistic statistic,

        @Option(value = "average", description = "How window scores become row scores: average, median or last.")
        WindowAggregation aggregation,

        @Option(value = "causal", description = "Windows up to the row (causal) or also after it (centred).")
        Alignment alignment)
        implements Detector {

    public Pca {
        if (window < 1) {
            throw new OptionException("window is " + window + "; use at least 1");
        }
        if (!(variance >= 0 && variance <= 1)) {
            throw new OptionException("variance is " + variance + "; use a share from 0 to 1");
        }
    }

    /** Single rows, 90 % of the variance, both distances. */
    public Pca() {
        this(1, 0.9, PcaStatistic.COMBINED, WindowAggregation.AVERAGE, Alignment.CAUSAL);
    }

    @Override
    public String id() {
        return "pca";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Distance from and within the principal subspace of rows or windows",
                "Jackson and Mudholkar 1979; Hotelling 1947",
                unit(),
                windowScores().delay(),
                true,
                true);
    }

    String unit() {
        return statistic == PcaStatistic.RESIDUAL ? "squared distance" : "squared standard deviations";
    }

    WindowScores windowScores() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    @Override
    public FittedPca fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedPca.fit(this, train.schema(), PreparedRows.trainSegments(train, window), context);
    }
}
