package io.vigie.explain;

import io.vigie.detect.Scores;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * The normal level of each channel's contribution to the score: channels differ in how much they always contribute, so only
 * what exceeds a channel's own level speaks of the event. Immutable.
 */
public final class ContributionLevels {
    private static final double HIGH = 0.99;

    private final double[] median;
    private final double[] high;

    private ContributionLevels(double[] median, double[] high) {
        this.median = median;
        this.high = high;
    }

    /** Median and 99 % quantile of each channel over the settled rows of normal scores; empty where there are none. */
    public static ContributionLevels fit(Scores normal) {
        int channels = normal.length() > normal.warmUp() ? normal.channelCount() : 0;
        double[] median = new double[channels];
        double[] high = new double[channels];
        for (int c = 0; c < channels; c++) {
            float[] sorted = Arrays.copyOfRange(normal.contributions(c), normal.warmUp(), normal.length());
            Arrays.sort(sorted);
            median[c] = sorted[(sorted.length - 1) / 2];
            high[c] = sorted[(int) Math.ceil(HIGH * (sorted.length - 1))];
        }
        return new ContributionLevels(median, high);
    }

    /** Number of channels; 0 where the detector gives no contributions. */
    public int channelCount() {
        return median.length;
    }

    /** Contribution in the middle of normal operation. */
    public double median(int channel) {
        return median[channel];
    }

    /** Contribution that one normal row in a hundred exceeds. */
    public double high(int channel) {
        return high[channel];
    }

    public void write(ModelWriter out) {
        out.tensor("median", median, median.length);
        out.tensor("high", high, high.length);
    }

    public static ContributionLevels read(ModelReader in) {
        int channels = in.shape("median")[0];
        double[] median = in.doubles("median", channels);
        double[] high = in.doubles("high", channels);
        for (int c = 0; c < channels; c++) {
            if (!(median[c] <= high[c])) {
                throw new ModelFormatException("contribution levels of channel " + c + " are " + median[c] + " and "
                        + high[c] + "; fit the model again");
            }
        }
        return new ContributionLevels(median, high);
    }
}
