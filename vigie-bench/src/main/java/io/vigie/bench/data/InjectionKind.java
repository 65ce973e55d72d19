package io.vigie.bench.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A kind of anomaly that {@link Injection} puts into a normal series. Each says what becomes of the rows of one anomaly in
 * one channel; rows outside never change. Sizes are multiples of the channel's own spread ({@link Injection#spread}), drawn
 * evenly from the stated range, once for all channels of an anomaly; the direction, up or down, is each channel's own.
 */
public enum InjectionKind {
    /** One to three rows stand 4 to 8 spreads off. */
    SPIKE {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            return moved(values, place, between(4, 8, place.strength()) * spread * direction(random), Course.LEVEL);
        }
    },
    /** The level steps by 1.5 to 4 spreads, and back at the end. */
    SHIFT {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            return moved(values, place, between(1.5, 4, place.strength()) * spread * direction(random), Course.LEVEL);
        }
    },
    /** The amplitude about the mean of the rows becomes 0.2 to 0.5 of itself, or 2 to 4 times itself. */
    SCALE {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double strength = place.strength();
            double factor = strength < 0.5 ? between(0.2, 0.5, 2 * strength) : between(2, 4, 2 * strength - 1);
            double mean = mean(values, place.from(), place.to());
            double[] changed = original(values, place);
            for (int i = 0; i < changed.length; i++) {
                changed[i] = mean + factor * (changed[i] - mean);
            }
            return changed;
        }
    },
    /**
     * The same course in distorted time, between rows by straight lines: the share u of the rows shows what the share u^p
     * showed, with an exponent p of 1.6 to 2.5 (slow, then fast) or its inverse (fast, then slow).
     */
    WARP {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double strength = place.strength();
            double exponent =
                    strength < 0.5 ? between(1.6, 2.5, 2 * strength) : 1 / between(1.6, 2.5, 2 * strength - 1);
            int last = place.rows() - 1;
            double[] changed = new double[place.rows()];
            for (int i = 0; i <= last; i++) {
                double at = last == 0 ? 0 : last * StrictMath.pow((double) i / last, exponent);
                int before = Math.min((int) at, Math.max(0, last - 1));
                double share = at - before;
                int after = Math.min(before + 1, last);
                changed[i] = values[place.from() + before] * (1 - share) + values[place.from() + after] * share;
            }
            return changed;
        }
    },
    /** The value of the row before is held. */
    FLAT {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double[] changed = new double[place.rows()];
            Arrays.fill(changed, values[place.from() - 1]);
            return changed;
        }
    },
    /** Gaussian noise with a standard deviation of 0.75 to 2 spreads is added. */
    NOISE {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double deviation = between(0.75, 2, place.strength()) * spread;
            double[] changed = original(values, place);
            for (int i = 0; i < changed.length; i++) {
                changed[i] += deviation * random.nextGaussian();
            }
            return changed;
        }
    },
    /** The rows run backwards. */
    REVERSAL {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double[] changed = new double[place.rows()];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = values[place.to() - 1 - i];
            }
            return changed;
        }
    },
    /** Each row becomes the mean of the fifth of the anomaly's length around it, of no fewer than five rows. */
    SMOOTHING {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            return smoothed(values, place, Math.max(2, place.rows() / 10));
        }
    },
    /**
     * One cycle does not take place: a straight line joins the rows before and after, with what distinguishes each row
     * from the mean of five rows around it left on top, so that the sensor's noise goes on. The anomaly is one period
     * long: the lag of the highest peak of the autocorrelation, or 125 rows where there is none.
     */
    SKIPPED_CYCLE {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double[] smooth = smoothed(values, place, 2);
            double[] changed = original(values, place);
            double start = values[place.from() - 1];
            double end = values[Math.min(place.to(), values.length - 1)];
            for (int i = 0; i < changed.length; i++) {
                double share = (i + 1.0) / (changed.length + 1);
                changed[i] += start * (1 - share) + end * share - smooth[i];
            }
            return changed;
        }
    },
    /** The rows are a copy of others of the same channel, all channels from the same place. */
    SWAPPED_PIECE {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            double[] changed = new double[place.rows()];
            System.arraycopy(values, place.elsewhere(), changed, 0, changed.length);
            return changed;
        }
    },
    /** The level drifts off in a straight line, by 2 to 5 spreads at the last row. */
    DRIFT {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            return moved(values, place, between(2, 5, place.strength()) * spread * direction(random), Course.RAMP);
        }
    },
    /** The level rises and falls again smoothly (squared sine), by 1.5 to 4 spreads in the middle. */
    BUMP {
        @Override
        double[] changed(double[] values, Place place, double spread, RandomGenerator random) {
            return moved(values, place, between(1.5, 4, place.strength()) * spread * direction(random), Course.HUMP);
        }
    };

    /**
     * Where and how strongly an anomaly is put.
     *
     * @param from first row, above 0
     * @param to row after the last
     * @param strength place in a kind's range of sizes, from 0 to below 1
     * @param elsewhere first row of another piece of the same length that has no row in common
     */
    record Place(int from, int to, double strength, int elsewhere) {
        int rows() {
            return to - from;
        }
    }

    private enum Course {
        LEVEL,
        RAMP,
        HUMP
    }

    /** Name in case names: lower case, words joined by a hyphen. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * New values of the rows of an anomaly; the given values stay.
     *
     * @param values all rows of the channel
     * @param spread the channel's spread, above 0
     */
    abstract double[] changed(double[] values, Place place, double spread, RandomGenerator random);

    private static double[] moved(double[] values, Place place, double height, Course course) {
        double[] changed = original(values, place);
        for (int i = 0; i < changed.length; i++) {
            changed[i] += height
                    * switch (course) {
                        case LEVEL -> 1;
                        case RAMP -> (i + 1.0) / changed.length;
                        case HUMP -> squaredSine((i + 0.5) / changed.length);
                    };
        }
        return changed;
    }

    private static double squaredSine(double share) {
        double sine = StrictMath.sin(Math.PI * share);
        return sine * sine;
    }

    private static double[] smoothed(double[] values, Place place, int reach) {
        double[] smoothed = new double[place.rows()];
        for (int i = 0; i < smoothed.length; i++) {
            int row = place.from() + i;
            smoothed[i] = mean(values, Math.max(0, row - reach), Math.min(values.length, row + reach + 1));
        }
        return smoothed;
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int row = from; row < to; row++) {
            sum += values[row];
        }
        return sum / (to - from);
    }

    private static double[] original(double[] values, Place place) {
        return Arrays.copyOfRange(values, place.from(), place.to());
    }

    private static double between(double low, double high, double share) {
        return low + (high - low) * share;
    }

    private static int direction(RandomGenerator random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
