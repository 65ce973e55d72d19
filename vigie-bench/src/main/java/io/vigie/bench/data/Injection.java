package io.vigie.bench.data;

import io.vigie.bench.data.InjectionKind.Place;
import io.vigie.detect.RunContext;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts anomalies of one kind into a normal series. Everything is drawn from the seed and a name: same seed and name,
 * same bits.
 *
 * <p>The rows from {@code firstRow} on are cut into as many equal parts as there are anomalies, and each part gets one at
 * a random place, apart from the next. It is 10 to a twentieth of the series' rows long (at least 20), drawn evenly on the
 * logarithm; a spike has one to three rows and a skipped cycle one period of the channel, all of them no more than half of
 * their part, and no more than leave room for a piece of the same length beside them. Each anomaly is in a share of
 * its own of the channels, drawn evenly from a tenth to six tenths, at least one; only channels that take
 * {@value #FEW_VALUES} different values or more take part, or, where there is none, those that vary. A place where
 * nothing much would change, less than {@value #NOTICEABLE} spreads (root mean square) in every channel, is drawn anew; of
 * {@value #TRIES} such places that with the largest change stands.
 *
 * @param kind what the anomalies are
 * @param count how many, at least 1
 * @param seed seed of all draws
 */
public record Injection(InjectionKind kind, int count, long seed) {
    private static final int FEW_VALUES = 10;
    private static final double NOTICEABLE = 0.1;
    private static final int TRIES = 20;
    private static final int SHORTEST = 10;
    private static final int LONGEST_SPIKE = 3;
    private static final int PART_OF_SERIES = 20;
    /** Rows of a part for each row of the longest anomaly in it. */
    private static final int ROOM = 2;

    private static final double FEWEST_CHANNELS = 0.1;
    private static final double MOST_CHANNELS = 0.6;
    /** Width of the middle nine tenths of a Gaussian with deviation 1. */
    private static final double MIDDLE_WIDTH = 3.2897072539029444;

    private static final double TAIL = 0.05;

    /**
     * A series with anomalies.
     *
     * @param series the whole series
     * @param labels anomalous in the rows of the anomalies, normal elsewhere
     */
    public record Injected(TimeSeries series, Labels labels) {}

    public Injection {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; inject at least 1");
        }
    }

    /**
     * The series with anomalies in rows from {@code firstRow} on.
     *
     * @param name names the draws, beside the seed
     * @throws BadInputException if no channel varies, or too few rows are left
     */
    public Injected into(TimeSeries normal, int firstRow, String name) {
        int room = (normal.length() - firstRow) / count;
        if (firstRow < 1 || room < 2 * ROOM * SHORTEST) {
            throw new BadInputException("'" + normal.name() + "' has " + normal.length() + " rows; anomalies from row "
                    + firstRow + " on, " + count + " of them, need " + 2 * ROOM * SHORTEST + " rows each");
        }
        RandomGenerator random = RunContext.defaults().withSeed(seed).random(name);
        double[][] original = new double[normal.channelCount()][];
        double[][] changed = new double[normal.channelCount()][];
        for (int channel = 0; channel < original.length; channel++) {
            original[channel] = normal.channelValues(channel);
            changed[channel] = original[channel].clone();
        }
        int[] lively = lively(original);
        if (lively.length == 0) {
            throw new BadInputException(
                    "no channel of '" + normal.name() + "' varies; anomalies need a spread to be measured by");
        }
        List<Interval> anomalies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Attempt attempt = best(original, lively, firstRow + i * room, room, random);
            for (int k = 0; k < attempt.channels.length; k++) {
                double[] values = attempt.values[k];
                System.arraycopy(values, 0, changed[attempt.channels[k]], attempt.place.from(), values.length);
            }
            anomalies.add(new Interval(attempt.place.from(), attempt.place.to()));
        }
        return new Injected(
                TimeSeries.wrap(normal.name(), normal.time(), normal.schema().channels(), changed),
                Labels.ofIntervals(normal.length(), anomalies));
    }

    private record Attempt(Place place, int[] channels, double[][] values, double change) {}

    private Attempt best(double[][] original, int[] lively, int from, int room, RandomGenerator random) {
        Attempt best = attempt(original, lively, from, room, random);
        for (int i = 1; i < TRIES && best.change < NOTICEABLE; i++) {
            Attempt next = attempt(original, lively, from, room, random);
            best = next.change > best.change ? next : best;
        }
        return best;
    }

    private Attempt attempt(double[][] original, int[] lively, int from, int room, RandomGenerator random) {
        int[] channels = someOf(lively, random);
        int wanted = Math.min(room / ROOM, length(original[channels[0]], random));
        int start = from + random.nextInt(room - wanted);
        int rows = Math.min(wanted, longest(original[0].length, start));
        Place place =
                new Place(start, start + rows, random.nextDouble(), elsewhere(original[0].length, start, rows, random));
        double[][] values = new double[channels.length][];
        double change = 0;
        for (int k = 0; k < channels.length; k++) {
            double[] channel = original[channels[k]];
            double spread = spread(channel);
            values[k] = kind.changed(channel, place, spread, random);
            change = Math.max(change, change(channel, values[k], start) / spread);
        }
        return new Attempt(place, channels, values, change);
    }

    private int length(double[] channel, RandomGenerator random) {
        return switch (kind) {
            case SPIKE -> 1 + random.nextInt(LONGEST_SPIKE);
            case SKIPPED_CYCLE ->
                allFinite(channel) ? WindowLengthRule.RULE_2024.windowLength(channel) : WindowLengthRule.FALLBACK;
            default -> {
                int longest = Math.max(2 * SHORTEST, channel.length / PART_OF_SERIES);
                double share = random.nextDouble();
                yield (int) StrictMath.round(SHORTEST * StrictMath.pow((double) longest / SHORTEST, share));
            }
        };
    }

    /** Rows of the longest anomaly that leaves room for a piece of the same length before it or behind it. */
    private static int longest(int length, int start) {
        return Math.max(start, (length - start) / 2);
    }

    /** First row of a piece of the same length beside the anomaly: before it or behind it. */
    private static int elsewhere(int length, int start, int rows, RandomGenerator random) {
        int before = Math.max(0, start - rows + 1);
        int behind = Math.max(0, length - rows - (start + rows) + 1);
        int drawn = random.nextInt(before + behind);
        return drawn < before ? drawn : start + rows + drawn - before;
    }

    private static int[] someOf(int[] channels, RandomGenerator random) {
        double share = FEWEST_CHANNELS + (MOST_CHANNELS - FEWEST_CHANNELS) * random.nextDouble();
        int wanted = (int) Math.max(1, Math.round(share * channels.length));
        int[] shuffled = channels.clone();
        for (int i = 0; i < wanted; i++) {
            int other = i + random.nextInt(shuffled.length - i);
            int held = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = held;
        }
        return Arrays.copyOf(shuffled, wanted);
    }

    private static double change(double[] original, double[] changed, int start) {
        double squares = 0;
        for (int i = 0; i < changed.length; i++) {
            double difference = changed[i] - original[start + i];
            squares += difference * difference;
        }
        return Math.sqrt(squares / changed.length);
    }

    /** Channels with many different values, else those with two or more. */
    public static int[] lively(double[][] channels) {
        int[] many = new int[channels.length];
        int[] varying = new int[channels.length];
        int manyCount = 0;
        int varyingCount = 0;
        for (int channel = 0; channel < channels.length; channel++) {
            long different = Arrays.stream(channels[channel])
                    .filter(Double::isFinite)
                    .distinct()
                    .limit(FEW_VALUES)
                    .count();
            if (different >= FEW_VALUES) {
                many[manyCount++] = channel;
            }
            if (different > 1) {
                varying[varyingCount++] = channel;
            }
        }
        return manyCount > 0 ? Arrays.copyOf(many, manyCount) : Arrays.copyOf(varying, varyingCount);
    }

    /**
     * The spread of a channel: the width of the middle nine tenths of its values, as the deviation of a Gaussian with that
     * width; where that is 0, their standard deviation. Missing values do not count.
     */
    public static double spread(double[] channel) {
        double[] sorted =
                Arrays.stream(channel).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int tail = (int) (TAIL * sorted.length);
        double width = sorted[sorted.length - 1 - tail] - sorted[tail];
        if (width > 0) {
            return width / MIDDLE_WIDTH;
        }
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / sorted.length);
    }

    private static boolean allFinite(double[] channel) {
        return Arrays.stream(channel).allMatch(Double::isFinite);
    }
}
