package io.vigie.detect.classic;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;

/**
 * Mahalanobis distance of a row from a centre and covariance that outliers in the train part cannot pull: the minimum
 * covariance determinant.
 *
 * <p>FAST-MCD (Rousseeuw and Van Driessen, Technometrics 1999): C-steps (theorem 1) from 500 random starts, on up to five
 * disjoint subsets of 300 rows above 600 rows (section 3.3), the ten best refined on the merged subsets and then on all
 * rows (above 5000 rows only the best one, as in the paper); consistency by the median of the squared distances, then one
 * reweighting by the 97.5 % quantile of chi square (section 3.4). We differ in the ridge, {@code ridge} times each channel's
 * train variance (1 for a constant channel), added to every covariance: sensors that hardly move, or repeat each other, are
 * the rule and would make it singular.
 *
 * <p>Contributions split the squared distance by the corr-max transformation (Garthwaite and Koch, Australian and New Zealand
 * Journal of Statistics 2016): with {@code D} the standard deviations and {@code R} the correlations they are the squares of
 * {@code R^(-1/2) D^(-1) (x - m)}, scaled to add up to the distance. The expectation of a channel is its conditional mean
 * given the other channels of the row.
 *
 * <p>Complexity, p channels: fit O(n p^2) a C-step, on at most {@value FittedMcd#MAX_ROWS} train rows drawn at random;
 * score O(n p^2).
 */
public record Mcd(
        @Option(
                value = "0.5",
                description = "Share of the train rows that is trusted, 0.5 to 1; 0.5 bears most contamination.")
        double support,

        @Option(
                value = "0.01",
                description = "Share of each channel's train variance added to the covariance, above 0.")
        double ridge)
        implements Detector {

    public Mcd {
        if (!(support >= 0.5 && support <= 1)) {
            throw new OptionException("support is " + support + "; use a share from 0.5 to 1");
        }
        if (!(ridge > 0 && ridge <= 1)) {
            throw new OptionException("ridge is " + ridge + "; use a share above 0, at most 1");
        }
    }

    /** Half of the train rows trusted, a ridge of 1 %. */
    public Mcd() {
        this(0.5, 0.01);
    }

    @Override
    public String id() {
        return "mcd";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Robust Mahalanobis distance of a row (minimum covariance determinant)",
                "Rousseeuw and Van Driessen 1999",
                FittedMcd.UNIT,
                0,
                true,
                true);
    }

    @Override
    public FittedMcd fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedMcd.fit(this, train.schema(), PreparedRows.trainSegments(train, 1), context);
    }
}
