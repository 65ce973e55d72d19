package io.vigie.bench.data;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A way in which a plant's data is worse than a benchmark's, at one strength. Labels never change, nor does the length of the
 * scored part. Everything is drawn from one fixed seed and the name of the series, so that all detectors see the same bits.
 *
 * <p>What is measured on the rows (missing cells, noise, jitter) is done to the whole series, train and scored part alike, and
 * once where one is the beginning of the other; what is done to the train part leaves the scored part as it is.
 */
public enum Disturbance {
    /** The series as it is. */
    UNDISTURBED(Kind.NONE, 0),
    /** About one train row in a hundred is anomalous ({@link Injection}, all kinds in turn), with no label that says so. */
    CONTAMINATED_1(Kind.CONTAMINATED, 0.01),
    /** About one train row in twenty is anomalous. */
    CONTAMINATED_5(Kind.CONTAMINATED, 0.05),
    /** About one train row in ten is anomalous. */
    CONTAMINATED_10(Kind.CONTAMINATED, 0.10),
    /** Each cell is missing with a chance of 1 %, by itself. */
    MISSING_1(Kind.MISSING, 0.01),
    /** Each cell is missing with a chance of 5 %. */
    MISSING_5(Kind.MISSING, 0.05),
    /** Each cell is missing with a chance of 20 %. */
    MISSING_20(Kind.MISSING, 0.20),
    /** Only the later half of the train part is learned from. */
    TRAIN_HALF(Kind.SHORTENED, 0.5),
    /** Only the last quarter of the train part is learned from. */
    TRAIN_QUARTER(Kind.SHORTENED, 0.25),
    /** Gaussian noise with a tenth of the channel's spread in train ({@link Injection#spread}) is on every cell. */
    NOISE_10(Kind.NOISY, 0.10),
    /** The same with three tenths of the spread. */
    NOISE_30(Kind.NOISY, 0.30),
    /** The same with the whole spread. */
    NOISE_100(Kind.NOISY, 1.00),
    /**
     * Each row is sampled at a time of its own, drawn evenly from half a step before to half a step behind; values between rows
     * lie on straight lines.
     */
    JITTER_50(Kind.JITTERED, 0.5);

    private enum Kind {
        NONE,
        CONTAMINATED,
        MISSING,
        SHORTENED,
        NOISY,
        JITTERED
    }

    private static final long SEED = 20_261_127;
    private static final int FEWEST_TRAIN_ROWS = 8;
    /** Draws of an anomaly, of which those that would be too many rows are passed over. */
    private static final int TRIES = 400;
    /** Share of the wanted anomalous rows that is enough. */
    private static final double ENOUGH = 0.9;

    private final Kind kind;
    private final double level;

    Disturbance(Kind kind, double level) {
        this.kind = kind;
        this.level = level;
    }

    /** The name in tables and options: {@code missing-5}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The disturbance of a label.
     *
     * @throws OptionException if there is none
     */
    public static Disturbance parse(String label) {
        return Arrays.stream(values())
                .filter(one -> one.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new OptionException("no disturbance '" + label + "'; there are "
                        + Arrays.stream(values()).map(Disturbance::label).collect(Collectors.joining(", "))));
    }

    /**
     * The disturbed series.
     *
     * @throws BadInputException if its train part cannot be disturbed so: too short, or no channel varies
     */
    public BenchmarkSeries of(BenchmarkSeries series) {
        return switch (kind) {
            case NONE -> series;
            case CONTAMINATED -> learningFrom(contaminated(series.train()), series);
            case SHORTENED -> learningFrom(shortened(series.train()), series);
            case MISSING, NOISY, JITTERED -> measured(series);
        };
    }

    private static BenchmarkSeries learningFrom(TimeSeries train, BenchmarkSeries series) {
        return new BenchmarkSeries(series.name(), series.family(), train, train, series.scored(), series.labels());
    }

    private BenchmarkSeries measured(BenchmarkSeries series) {
        TimeSeries train = series.train();
        double[] spreads = new double[train.channelCount()];
        for (int c = 0; c < spreads.length; c++) {
            spreads[c] = Injection.spread(train.channelValues(c));
        }
        TimeSeries scored = measured(series.scored(), spreads, "scored");
        TimeSeries learned = startsWith(series.scored(), train)
                ? scored.slice(0, train.length())
                : measured(train, spreads, "train");
        return new BenchmarkSeries(series.name(), series.family(), learned, learned, scored, series.labels());
    }

    private TimeSeries measured(TimeSeries series, double[] spreads, String part) {
        RandomGenerator random = random(series, part);
        double[][] values = new double[series.channelCount()][];
        double[] shifts = new double[series.length()];
        for (int row = 0; row < shifts.length; row++) {
            shifts[row] = kind == Kind.JITTERED ? level * (2 * random.nextDouble() - 1) : 0;
        }
        for (int c = 0; c < values.length; c++) {
            double[] original = series.channelValues(c);
            values[c] = original.clone();
            for (int row = 0; row < original.length; row++) {
                values[c][row] = switch (kind) {
                    case MISSING -> random.nextDouble() < level ? Double.NaN : original[row];
                    case NOISY -> original[row] + level * spreads[c] * random.nextGaussian();
                    default -> between(original, row, shifts[row]);
                };
            }
        }
        return TimeSeries.wrap(series.name(), series.time(), series.schema().channels(), values);
    }

    /** The value a part of a step before or behind a row; beyond the ends that of the row. */
    private static double between(double[] values, int row, double shift) {
        int other = Math.max(0, Math.min(values.length - 1, shift < 0 ? row - 1 : row + 1));
        double share = Math.abs(shift);
        return values[row] * (1 - share) + values[other] * share;
    }

    private TimeSeries shortened(TimeSeries train) {
        int rows = (int) (level * train.length());
        if (rows < FEWEST_TRAIN_ROWS) {
            throw new BadInputException("'" + train.name() + "' has " + train.length() + " train rows; " + label()
                    + " would leave " + rows + ", fewer than " + FEWEST_TRAIN_ROWS);
        }
        return train.slice(train.length() - rows, train.length());
    }

    private TimeSeries contaminated(TimeSeries train) {
        InjectionKind[] kinds = InjectionKind.values();
        int wanted = (int) Math.max(1, Math.round(level * train.length()));
        boolean[] anomalous = new boolean[train.length()];
        int rows = 0;
        TimeSeries disturbed = train;
        for (int i = 0; i < TRIES && rows < ENOUGH * wanted; i++) {
            Injection injection = new Injection(kinds[i % kinds.length], 1, SEED);
            Injection.Injected injected = injection.into(disturbed, 1, train.name() + "#" + label() + "/" + i);
            boolean[] more = anomalous.clone();
            for (Interval anomaly : injected.labels().anomalies()) {
                Arrays.fill(more, anomaly.from(), anomaly.to(), true);
            }
            int found = count(more);
            if (found <= wanted) {
                anomalous = more;
                rows = found;
                disturbed = injected.series();
            }
        }
        return disturbed;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private static boolean startsWith(TimeSeries whole, TimeSeries part) {
        if (part.length() > whole.length() || part.channelCount() != whole.channelCount()) {
            return false;
        }
        for (int c = 0; c < part.channelCount(); c++) {
            if (!Arrays.equals(whole.slice(0, part.length()).channelValues(c), part.channelValues(c))) {
                return false;
            }
        }
        return true;
    }

    private RandomGenerator random(TimeSeries series, String part) {
        return RunContext.defaults().withSeed(SEED).random(String.join("#", List.of(series.name(), label(), part)));
    }
}
