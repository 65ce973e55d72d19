package io.vigie.judge;

/**
 * What the rows of an episode say together, gathered row by row; see {@link Episodes#find}. Not thread-safe; forgets with
 * {@link #clear}.
 */
public final class EpisodeEvidence {
    private final double extremalIndex;
    private double sum;
    private double strongest = Double.NEGATIVE_INFINITY;
    private double smallest = 1;

    /** @param extremalIndex one over the rows that are worth one independent row, in (0, 1] */
    public EpisodeEvidence(double extremalIndex) {
        if (!(extremalIndex > 0 && extremalIndex <= 1)) {
            throw new IllegalArgumentException("extremal index " + extremalIndex + " is outside (0, 1]");
        }
        this.extremalIndex = extremalIndex;
    }

    /** One with a sum and a smallest p-value that were gathered before. */
    public EpisodeEvidence(double extremalIndex, double sum, double smallestPValue) {
        this(extremalIndex);
        this.sum = sum;
        this.smallest = smallestPValue;
        this.strongest = Math.log(Posterior.bayesFactor(smallestPValue));
    }

    /** Takes one more row; NaN says nothing. */
    public void add(double pValue) {
        if (Double.isNaN(pValue)) {
            return;
        }
        double log = Math.log(Posterior.bayesFactor(pValue));
        sum += log;
        strongest = Math.max(strongest, log);
        smallest = Math.min(smallest, pValue);
    }

    /** Sum of the log Bayes factors. */
    public double sum() {
        return sum;
    }

    /** Smallest p-value of a row; 1 where there is none. */
    public double smallestPValue() {
        return smallest;
    }

    /** P(anomaly) of the rows as a whole. */
    public double probability(Posterior posterior) {
        return posterior.ofLogBayesFactor(Math.max(strongest, extremalIndex * sum));
    }

    /** Forgets all rows. */
    public void clear() {
        sum = 0;
        strongest = Double.NEGATIVE_INFINITY;
        smallest = 1;
    }
}
