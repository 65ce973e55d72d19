package io.vigie.bench.trap;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What is put into a normal stretch: three changes that make a signal too quiet, which likelihoods miss, and three that they
 * see. Sizes count in spreads of the channel, see {@link io.vigie.bench.data.Injection#spread}.
 */
public enum Trap {
    /** The value of the row before is held. */
    FLAT_LINE(true) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return before.last();
        }
    },
    /** The amplitude about the mean of the rows becomes a tenth. */
    VOLATILITY_DROP(true) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return before.mean() + 0.1 * (value - before.mean());
        }
    },
    /** The lowest value of the train part is read. */
    DROPOUT(true) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return before.lowest();
        }
    },
    /** The level is three spreads up. */
    LEVEL_SHIFT(false) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return value + 3 * before.spread();
        }
    },
    /** Normal noise of one spread is added. */
    NOISE_BURST(false) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return value + before.spread() * random.nextGaussian();
        }
    },
    /** Every tenth row is six spreads off. */
    SPIKES(false) {
        @Override
        double changed(double value, Before before, RandomGenerator random) {
            return random.nextInt(10) == 0 ? value + 6 * before.spread() : value;
        }
    };

    /**
     * What is known of a channel where a change begins.
     *
     * @param last value of the row before
     * @param mean of the rows that are changed
     * @param lowest value of the train part
     * @param spread of the train part
     */
    record Before(double last, double mean, double lowest, double spread) {}

    private final boolean quiet;

    Trap(boolean quiet) {
        this.quiet = quiet;
    }

    /** Whether it makes a signal quieter than normal. */
    public boolean quiet() {
        return quiet;
    }

    /** As tables show it, {@code flat-line}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract double changed(double value, Before before, RandomGenerator random);
}
