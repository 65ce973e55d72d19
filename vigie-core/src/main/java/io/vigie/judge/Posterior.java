package io.vigie.judge;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * Probability that a row is anomalous, by Bayes' rule from its p-value and a prior.
 *
 * <p>Under the null hypothesis a p-value is uniform, with density 1. Under the alternative small p-values prevail; how
 * strongly is unknown, so the alternative is the mixture of the densities {@code a p^(a-1)} over all {@code a} uniform
 * in (0, 1), which has the closed form {@code f(p) = (1 - p + p ln p) / (p (ln p)^2)} and no parameter to choose
 * (Vovk and Wang 2021, "E-values: calibration, combination and applications", Annals of Statistics 49, equation 2; the
 * members of the mixture are those of Sellke, Bayarri and Berger 2001, whose {@code 1 / (-e p ln p)} is the upper bound
 * over {@code a} and, being a bound and no density, would overstate). {@code f} falls strictly from infinity at 0 to
 * 1/2 at 1, so that a p-value of 1 lowers the odds to half the prior's. Being a density, it averages to exactly 1 under
 * the null: the mean posterior of normal rows does not exceed the prior's odds.
 *
 * <p>An expert's verdict or a batch of labels changes what share is expected: {@link #withPrior}. Scores and p-values
 * stay as they are.
 *
 * @param prior expected share of anomalous rows, in (0, 1)
 */
public record Posterior(
        @Option(value = "0.01", description = "expected share of anomalous rows, in (0, 1)")
        double prior) {
    /**
     * Rows of a typical incident. Half of the labelled incidents of the development series (see {@link EpisodePolicy})
     * have 3 to 60 rows, their geometric mean is 21.
     */
    private static final double INCIDENT_ROWS = 25;

    /** Expects one row in a hundred to be anomalous. */
    public static final Posterior DEFAULT = new Posterior(0.01);

    public Posterior {
        if (!(prior > 0 && prior < 1)) {
            throw new OptionException("prior is " + prior + "; use the expected share of anomalous rows, in (0, 1)");
        }
    }

    /** The same rule with another expected share. */
    public Posterior withPrior(double share) {
        return new Posterior(share);
    }

    /** P(anomaly | p-value); NaN for NaN. Falls strictly as p grows, up to rounding. */
    public double of(double pValue) {
        double odds = prior / (1 - prior) * bayesFactor(pValue);
        return Double.isInfinite(odds) ? 1 : odds / (1 + odds);
    }

    /** P(anomaly) from the logarithm of a Bayes factor, however many rows it comes from. */
    public double ofLogBayesFactor(double logBayesFactor) {
        return 1 / (1 + Math.exp(-logBayesFactor) * ((1 - prior) / prior));
    }

    /**
     * P(anomaly) of an episode, from how often normal rows make one at least as strong. A share {@code prior} of anomalous
     * rows in incidents of {@value #INCIDENT_ROWS} rows makes {@code prior / 25} incidents a row; of the episodes at
     * least as strong, those that are incidents are {@code incidents / (incidents + false ones)} (one less the tail-area
     * false discovery rate: Efron 2008, "Microarrays, empirical Bayes and the two-groups model", Statistical Science 23,
     * section 2, where all incidents are taken to be as strong).
     *
     * @param episodesPerRow expected false episodes per row at least as strong, see {@link EpisodeRates#rate}
     */
    public double ofEpisode(double episodesPerRow) {
        double incidentsPerRow = prior / INCIDENT_ROWS;
        return incidentsPerRow / (incidentsPerRow + episodesPerRow);
    }

    /** As {@link #of(double)} for each row. */
    public double[] of(double[] pValues) {
        double[] posteriors = new double[pValues.length];
        for (int i = 0; i < posteriors.length; i++) {
            posteriors[i] = of(pValues[i]);
        }
        return posteriors;
    }

    /** Density of a p-value under the alternative over its density under the null; in (1/2, infinity). */
    public static double bayesFactor(double pValue) {
        if (Double.isNaN(pValue)) {
            return Double.NaN;
        }
        if (!(pValue > 0 && pValue <= 1)) {
            throw new IllegalArgumentException("p-value " + pValue + " is outside (0, 1]");
        }
        double d = 1 - pValue;
        if (d < 1e-3) {
            // numerator and denominator both vanish as d^2: their quotient is taken from the series
            double logOverD = 1 + d / 2 + d * d / 3;
            return (0.5 + d / 6 + d * d / 12) / (pValue * logOverD * logOverD);
        }
        double log = Math.log(pValue);
        return (d + pValue * log) / (log * log) / pValue;
    }
}
