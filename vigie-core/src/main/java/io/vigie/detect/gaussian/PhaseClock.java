package io.vigie.detect.gaussian;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.DominantPeriod;
import io.vigie.detect.internal.Dot;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells where in the train part's cycle a row is.
 *
 * <p>The period is that of {@link DominantPeriod}, refined to a fraction of a row at multiples of it. The cycle is the mean of
 * the train part's rows by phase, in at most {@value #MOST_BINS} bins; it begins as that of the first {@value #FIRST_CYCLES}
 * cycles and is drawn again {@value #ROUNDS} times with the phases found. A row's phase is that of a clock of the train period,
 * shifted by the number of bins at which the cycle correlates best with the rows so far, older ones counting half every
 * {@value #HALF_LIFE} cycles. So a series may begin anywhere in the cycle and may drift, while a cycle that is out of phase
 * for once is held against what should have come: it does not set the clock. Only rows up to the row count. O(channels x bins)
 * a row.
 */
final class PhaseClock implements WindowPositions {
    private static final int LONGEST = 2000;
    private static final int MOST_BINS = 64;
    private static final int FIRST_CYCLES = 8;
    private static final int ROUNDS = 3;
    private static final int HALF_LIFE = 4;
    private static final double CLIP = 5; // scale units

    private final int window;
    private final double period;
    private final int positions;
    private final double[][] cycle; // [bin][channel], less the channel's mean
    private final double memory; // factor a row

    private PhaseClock(int window, double period, int positions, double[][] cycle) {
        this.window = window;
        this.period = period;
        this.positions = positions;
        this.cycle = cycle;
        this.memory = Math.pow(2, -1 / (HALF_LIFE * period));
    }

    /**
     * From stretches of the train part; empty if nothing repeats.
     *
     * @param most positions, at least 1
     */
    static Optional<PhaseClock> fit(List<TimeSeries> stretches, int window, int most, RunContext context) {
        TimeSeries longest = stretches.stream()
                .max(Comparator.comparingInt(TimeSeries::length))
                .orElseThrow();
        int rows = DominantPeriod.of(longest, LONGEST, 0);
        if (rows == 0) {
            return Optional.empty();
        }
        double[][] values = clipped(longest);
        double period = refined(values, rows);
        int bins = Math.min(MOST_BINS, rows);
        double[][] first = new double[values.length][];
        for (int c = 0; c < first.length; c++) {
            first[c] = Arrays.copyOf(values[c], (int) Math.min(values[c].length, FIRST_CYCLES * period));
        }
        PhaseClock clock = new PhaseClock(window, period, Math.min(most, bins), new double[bins][values.length]);
        clock = clock.redrawn(List.<double[][]>of(first), context);
        List<double[][]> all = stretches.stream().map(PhaseClock::clipped).toList();
        for (int round = 0; round < ROUNDS; round++) {
            clock = clock.redrawn(all, context);
        }
        return Optional.of(clock);
    }

    private static double[][] clipped(TimeSeries series) {
        double[][] values = PreparedRows.channels(series);
        for (double[] channel : values) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = clip(channel[i]);
            }
        }
        return values;
    }

    private static double clip(double value) {
        return Math.max(-CLIP, Math.min(CLIP, value));
    }

    /** Twice, four times ... the period within a row each, as long as a third of the rows holds it. */
    private static double refined(double[][] values, int period) {
        double[][] centred = new double[values.length][];
        for (int c = 0; c < values.length; c++) {
            double mean = Arrays.stream(values[c]).average().orElseThrow();
            centred[c] = Arrays.stream(values[c]).map(value -> value - mean).toArray();
        }
        int rows = values[0].length;
        int lag = period;
        int cycles = 1;
        while (2 * lag + 1 < rows / 3 && cycles < 64) {
            int best = 2 * lag;
            for (int near : new int[] {2 * lag - 1, 2 * lag + 1}) {
                best = correlation(centred, near) > correlation(centred, best) ? near : best;
            }
            lag = best;
            cycles *= 2;
        }
        return (double) lag / cycles;
    }

    private static double correlation(double[][] centred, int lag) {
        double sum = 0;
        for (double[] channel : centred) {
            int pairs = channel.length - lag;
            sum += Dot.of(channel, 0, channel, lag, pairs) / pairs;
        }
        return sum;
    }

    /** The clock whose cycle is what rows have at the phases that this one tells. */
    private PhaseClock redrawn(List<double[][]> stretches, RunContext context) {
        int bins = cycle.length;
        int channels = cycle[0].length;
        double[][] sums = new double[bins][channels];
        double[] counts = new double[bins];
        double[] row = new double[channels];
        for (double[][] values : stretches) {
            context.checkCancelled();
            Clock clock = new Clock();
            for (int t = 0; t < values[0].length; t++) {
                for (int c = 0; c < channels; c++) {
                    row[c] = values[c][t];
                }
                clock.push(row);
                int bin = clock.bin(t);
                counts[bin]++;
                for (int c = 0; c < channels; c++) {
                    sums[bin][c] += row[c];
                }
            }
        }
        double[] means = new double[channels];
        for (int b = 0; b < bins; b++) {
            for (int c = 0; c < channels; c++) {
                sums[b][c] /= Math.max(1, counts[b]);
                means[c] += sums[b][c] / bins;
            }
        }
        for (double[] bin : sums) {
            for (int c = 0; c < channels; c++) {
                bin[c] -= means[c];
            }
        }
        return new PhaseClock(window, period, positions, sums);
    }

    @Override
    public int count() {
        return positions;
    }

    @Override
    public int lag() {
        return 0;
    }

    /** All: the clock runs from the first row on. */
    @Override
    public int past() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Tracker tracker() {
        return new Clock();
    }

    @Override
    public Tracker tracker(ModelReader state) {
        Clock clock = new Clock();
        clock.pushed = state.nonNegative("pushed");
        clock.shift = state.integer("shift", 0, cycle.length - 1);
        System.arraycopy(state.doubles("matches", cycle.length), 0, clock.matches, 0, cycle.length);
        return clock;
    }

    private final class Clock implements Tracker {
        private final double[] matches = new double[cycle.length]; // of the rows so far with the cycle, by shift
        private final double[] products = new double[cycle.length];
        private final double[] clipped = new double[cycle[0].length];
        private long pushed;
        private int shift;

        /** Bin of a row by the unshifted clock. */
        private int hand(long row) {
            double cycles = row / period;
            return Math.min(cycle.length - 1, (int) ((cycles - Math.floor(cycles)) * cycle.length));
        }

        /** Bin of a row as far as is known now. */
        int bin(long row) {
            return (hand(row) + shift) % cycle.length;
        }

        @Override
        public void push(double[] row) {
            for (int c = 0; c < clipped.length; c++) {
                clipped[c] = clip(row[c]);
            }
            for (int b = 0; b < products.length; b++) {
                products[b] = Dot.of(cycle[b], clipped, 0, clipped.length);
            }
            int hand = hand(pushed++);
            shift = 0;
            for (int s = 0; s < matches.length; s++) {
                matches[s] = memory * matches[s] + products[(hand + s) % products.length];
                shift = matches[s] > matches[shift] ? s : shift;
            }
        }

        @Override
        public int position() {
            return (int) ((long) bin(Math.max(0, pushed - window)) * positions / cycle.length);
        }

        @Override
        public void write(ModelWriter out) {
            out.integer("pushed", pushed);
            out.integer("shift", shift);
            out.tensor("matches", matches, matches.length);
        }
    }

    @Override
    public void write(ModelWriter out) {
        out.number("period", period);
        out.integer("positions", positions);
        double[] flat = new double[cycle.length * cycle[0].length];
        for (int b = 0; b < cycle.length; b++) {
            System.arraycopy(cycle[b], 0, flat, b * cycle[0].length, cycle[0].length);
        }
        out.tensor("cycle", flat, cycle.length, cycle[0].length);
    }

    static PhaseClock read(int window, int channels, ModelReader in) {
        double period = in.number("period");
        if (!(period >= 1) || Double.isInfinite(period)) {
            throw new ModelFormatException(
                    "entry 'period' is " + period + ", which is no number of rows; the model file is damaged");
        }
        int bins = in.count("cycle");
        double[] flat = in.finiteDoubles("cycle", bins, channels);
        double[][] cycle = new double[bins][];
        for (int b = 0; b < bins; b++) {
            cycle[b] = Arrays.copyOfRange(flat, b * channels, (b + 1) * channels);
        }
        return new PhaseClock(window, period, in.integer("positions", 1, bins), cycle);
    }
}
