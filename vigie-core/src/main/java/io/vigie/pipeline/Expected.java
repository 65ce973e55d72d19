package io.vigie.pipeline;

import io.vigie.detect.Expectation;
import io.vigie.judge.Episode;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.ScaleRule;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Expected signal of a judged series in raw units; see {@link Judgement#expectation}. */
final class Expected {
    private static final int WINDOW = 101;
    private static final int FEWEST = 8;
    private static final int LOOK_BACK = 20_000;
    private static final double SUSPICIOUS = 0.5;
    private static final double DEVIATION_PER_MAD = 1.4826;
    private static final double SMALLEST_SPREAD = 0.02;

    private final FittedPipeline pipeline;
    private final TimeSeries series;
    private final TimeSeries prepared;
    private final JudgedRows rows;
    private volatile boolean @Nullable [] suspicious;

    Expected(FittedPipeline pipeline, TimeSeries series, TimeSeries prepared, JudgedRows rows) {
        this.pipeline = pipeline;
        this.series = series;
        this.prepared = prepared;
        this.rows = rows;
    }

    /** Expectation at each row from the rows before it. */
    Expectation at(Interval interval) {
        return at(interval, interval.to());
    }

    /** Expectation from rows before the interval only, for an interval that is itself in question. */
    Expectation heldOut(Interval interval) {
        return at(interval, interval.from());
    }

    /** @param known rows from here on enter no baseline */
    private Expectation at(Interval interval, int known) {
        if (interval.to() > series.length()) {
            throw new BadInputException("rows " + interval.from() + " to " + interval.to() + " end after the last of "
                    + series.length() + " rows of '" + series.name() + "'");
        }
        Optional<Expectation> own = pipeline.detector().expectation(prepared, interval);
        return own.isPresent() ? toRaw(own.get()) : baseline(interval, known);
    }

    private Expectation toRaw(Expectation scaled) {
        Preparation preparation = pipeline.preparation();
        int channels = series.channelCount();
        int length = scaled.rows().length();
        double[][] expected = new double[channels][length];
        double[][] spread = new double[channels][length];
        for (int c = 0; c < channels; c++) {
            boolean known = preparation.scaleRule(c) != ScaleRule.SILENT;
            double noise = preparation.sensorNoise(c);
            for (int i = 0; i < length; i++) {
                double plausible = plausible(c, scaled.rows().from() + i, scaled.expected()[c][i]);
                expected[c][i] = known ? preparation.toRaw(c, plausible) : Double.NaN;
                spread[c][i] = known ? Math.max(noise, preparation.scale(c) * scaled.spread()[c][i]) : Double.NaN;
            }
        }
        return new Expectation(scaled.rows(), expected, spread);
    }

    /**
     * A linear reconstruction of wild rows may itself be wild, and undoing the compression would raise it to a power. An
     * expectation beyond the compression limit is believed only as far as the channel itself went.
     */
    private double plausible(int channel, int row, double scaled) {
        if (pipeline.preparation().scaleRule(channel) == ScaleRule.NONE) {
            return scaled;
        }
        double limit = pipeline.preparation().options().clip();
        double actual = prepared.value(channel, row);
        return Math.max(Math.min(-limit, actual), Math.min(Math.max(limit, actual), scaled));
    }

    private Expectation baseline(Interval interval, int known) {
        boolean[] untrusted = suspicious();
        int channels = series.channelCount();
        double[][] expected = new double[channels][interval.length()];
        double[][] spread = new double[channels][interval.length()];
        for (int c = 0; c < channels; c++) {
            baseline(c, interval, known, untrusted, expected[c], spread[c]);
        }
        return new Expectation(interval, expected, spread);
    }

    private void baseline(
            int channel, Interval interval, int known, boolean[] untrusted, double[] expected, double[] spread) {
        Preparation preparation = pipeline.preparation();
        if (preparation.scaleRule(channel) == ScaleRule.SILENT) {
            Arrays.fill(expected, Double.NaN);
            Arrays.fill(spread, Double.NaN);
            return;
        }
        double smallest = Math.max(preparation.sensorNoise(channel), SMALLEST_SPREAD * preparation.scale(channel));
        SlidingMedian window = new SlidingMedian(WINDOW);
        int trusted = 0;
        int start = interval.from();
        while (start > 0 && trusted < WINDOW && start > interval.from() - LOOK_BACK) {
            start--;
            trusted += usable(channel, start, untrusted) ? 1 : 0;
        }
        double median = preparation.centre(channel);
        double deviation = preparation.scale(channel);
        boolean changed = false;
        for (int row = start; row < interval.to(); row++) {
            if (row >= interval.from()) {
                if (changed && window.size() >= FEWEST) {
                    median = window.median();
                    deviation = DEVIATION_PER_MAD * window.medianAbsoluteDeviation();
                    changed = false;
                }
                expected[row - interval.from()] = median;
                spread[row - interval.from()] = Math.max(smallest, deviation);
            }
            if (row < known && usable(channel, row, untrusted)) {
                window.push(series.value(channel, row));
                changed = true;
            }
        }
    }

    private boolean usable(int channel, int row, boolean[] untrusted) {
        return !untrusted[row] && !series.isMissing(channel, row);
    }

    private boolean[] suspicious() {
        boolean[] found = suspicious;
        if (found == null) {
            found = new boolean[rows.length()];
            for (int row = 0; row < found.length; row++) {
                found[row] = rows.posterior(row) >= SUSPICIOUS;
            }
            for (Episode episode : rows.episodes(rows.defaultBudget())) {
                Arrays.fill(found, episode.rows().from(), episode.rows().to(), true);
            }
            suspicious = found; // two threads may both compute it; they compute the same
        }
        return found;
    }
}
