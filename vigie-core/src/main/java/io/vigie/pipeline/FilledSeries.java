package io.vigie.pipeline;

import io.vigie.detect.Imputation;
import io.vigie.prepare.Preparation;
import io.vigie.series.TimeSeries;

/** A raw series and what was put into its gaps, in the user's units. Measured values are as they were, to the bit. */
public final class FilledSeries {
    private final TimeSeries raw;
    private final Preparation preparation;
    private final Imputation imputation;

    FilledSeries(TimeSeries raw, Preparation preparation, Imputation imputation) {
        this.raw = raw;
        this.preparation = preparation;
        this.imputation = imputation;
    }

    /** The series with its gaps. */
    public TimeSeries raw() {
        return raw;
    }

    /** Draws of each filled value; 1 from a method that has one answer, which gives no bands. */
    public int draws() {
        return imputation.draws();
    }

    /** Windows that a network was evaluated on for it, each as often as it was; 0 from a method without one. */
    public long evaluations() {
        return imputation.evaluations();
    }

    /** Rows of a channel that were filled, rising. */
    public int[] filledRows(int channel) {
        return imputation.hiddenRows(channel);
    }

    /** The measured value, or the mean of what was drawn; NaN where a channel was never measured. */
    public double value(int channel, int row) {
        return imputation.isHidden(channel, row)
                ? preparation.toRaw(channel, imputation.mean(channel, row))
                : measured(channel, row);
    }

    /** Value that a share of the draws lies below; the measured one where there is one. */
    public double quantile(int channel, int row, double share) {
        return imputation.isHidden(channel, row)
                ? preparation.toRaw(channel, imputation.quantile(channel, row, share))
                : measured(channel, row);
    }

    private double measured(int channel, int row) {
        return raw.isMissing(channel, row) ? Double.NaN : raw.value(channel, row);
    }
}
