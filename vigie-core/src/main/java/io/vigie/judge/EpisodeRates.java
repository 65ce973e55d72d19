package io.vigie.judge;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * How often normal rows make an episode, by the p-value that episodes are entered at: what an {@link EpisodeLedger} knows at
 * one time. Immutable.
 *
 * <p>Where at least {@value #ENOUGH} episodes were counted the rate is their number per row, interpolated between levels;
 * below that level the last believed number of episodes per exceedance is kept, so that the tail of the p-values goes on
 * for the episodes; and where no level shows as many, the extremal index stands in for it.
 */
public final class EpisodeRates {
    /** Episodes that must be counted at a level before its rate is believed; a third of it is then its standard error. */
    static final int ENOUGH = 9;

    private final double[] levels; // falling
    private final double[] rates;
    private final double perExceedance; // episodes per exceedance below the last level

    private EpisodeRates(double[] levels, double[] rates, double perExceedance) {
        this.levels = levels;
        this.rates = rates;
        this.perExceedance = perExceedance;
    }

    /**
     * @param tried falling p-values
     * @param counted episodes entered at each
     * @param rows rows they were counted in
     */
    static EpisodeRates of(double[] tried, double[] counted, double rows, double extremalIndex) {
        int first = 0;
        while (first < tried.length && counted[first] < ENOUGH) {
            first++; // so lenient that episodes have grown together
        }
        int end = first;
        while (end < tried.length && counted[end] >= ENOUGH) {
            end++;
        }
        double[] levels = Arrays.copyOfRange(tried, first, end);
        double[] rates = Arrays.copyOfRange(counted, first, end);
        for (int i = 0; i < rates.length; i++) {
            rates[i] /= rows;
        }
        int last = rates.length - 1;
        return new EpisodeRates(levels, rates, last < 0 ? extremalIndex : rates[last] / levels[last]);
    }

    /** Expected false episodes per row if episodes are entered at a p-value. */
    public double rate(double enterPValue) {
        int last = levels.length - 1;
        if (last < 0 || enterPValue < levels[last]) {
            return perExceedance * enterPValue;
        }
        for (int i = last; i > 0; i--) {
            if (enterPValue <= levels[i - 1]) {
                return interpolate(enterPValue, levels[i], levels[i - 1], rates[i], rates[i - 1]);
            }
        }
        return rates[0];
    }

    /**
     * The largest p-value to enter episodes at, such that the expected false episodes per row stay within a budget; at most
     * {@value FalseAlarmBudget#LARGEST_ENTER_P_VALUE}.
     */
    public double enterPValue(double episodesPerRow) {
        int i = levels.length - 1;
        if (i < 0 || rates[i] > episodesPerRow) {
            return Math.min(FalseAlarmBudget.LARGEST_ENTER_P_VALUE, episodesPerRow / perExceedance);
        }
        // from the strictest level up: at lenient levels episodes grow together and the rate falls again
        while (i > 0 && rates[i - 1] <= episodesPerRow) {
            i--;
        }
        return i == 0 ? levels[0] : interpolate(episodesPerRow, rates[i], rates[i - 1], levels[i], levels[i - 1]);
    }

    void write(ModelWriter out) {
        out.tensor("levels", levels.clone(), levels.length);
        out.tensor("rates", rates.clone(), rates.length);
        out.number("per-exceedance", perExceedance);
    }

    static EpisodeRates read(ModelReader in) {
        int count = in.shape("levels")[0];
        double[] levels = in.doubles("levels", count);
        double[] rates = in.doubles("rates", count);
        double perExceedance = in.number("per-exceedance");
        for (int i = 0; i < count; i++) {
            if (!(levels[i] > 0 && rates[i] > 0) || (i > 0 && levels[i] >= levels[i - 1])) {
                throw new ModelFormatException("level " + i
                        + " of the rates of episodes is out of order; the state is damaged, start a fresh stream");
            }
        }
        if (!(perExceedance > 0)) {
            throw new ModelFormatException(
                    "the state has " + perExceedance + " episodes per exceedance; it is damaged, start a fresh stream");
        }
        return new EpisodeRates(levels, rates, perExceedance);
    }

    private static double interpolate(double x, double x0, double x1, double y0, double y1) {
        return x0 == x1 ? y0 : y0 * Math.pow(y1 / y0, Math.log(x / x0) / Math.log(x1 / x0));
    }
}
