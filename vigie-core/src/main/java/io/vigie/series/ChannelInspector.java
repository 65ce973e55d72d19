package io.vigie.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks at the values of one channel. */
final class ChannelInspector {
    private static final double NEARLY = 0.995;
    private static final int FEW = 20;
    private static final double[] UNIT_FACTORS = {100, 1_000, 10_000, 1e6};
    private static final double[] CODES = {
        -99,
        -999,
        -9999,
        -99999,
        -999999,
        999,
        9999,
        99999,
        999999,
        32767,
        -32768,
        65535,
        2147483647.0,
        -2147483648.0,
        -999.25,
        -1e30,
        1e30,
        -1e20,
        1e20
    };

    private final Channel channel;
    private final int rows;
    private final double[] present; // measured values in time order
    private final double[] sorted;
    private final double[] values;

    private ChannelInspector(TimeSeries series, int index) {
        this.channel = series.channel(index);
        this.rows = series.length();
        this.values = new double[rows];
        double[] measured = new double[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            boolean missing = series.isMissing(index, row);
            values[row] = missing ? Double.NaN : series.value(index, row);
            if (!missing) {
                measured[count++] = values[row];
            }
        }
        this.present = Arrays.copyOf(measured, count);
        this.sorted = present.clone();
        Arrays.sort(sorted);
    }

    static ChannelInspection inspect(TimeSeries series, int index) {
        return new ChannelInspector(series, index).inspect();
    }

    private ChannelInspection inspect() {
        int count = present.length;
        int missing = rows - count;
        double share = rows == 0 ? 0 : missing / (double) rows;
        if (count == 0) {
            return new ChannelInspection(
                    channel.name(),
                    channel.unit(),
                    ChannelInspection.Kind.SILENT,
                    missing,
                    share,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    0,
                    0,
                    List.of());
        }
        int distinct = 1;
        int run = 1;
        int commonest = 1;
        for (int i = 1; i < count; i++) {
            run = sorted[i] == sorted[i - 1] ? run + 1 : 1;
            distinct += run == 1 ? 1 : 0;
            commonest = Math.max(commonest, run);
        }
        int[] repeat = longestRepeat();
        ChannelInspection.Kind kind = kind(distinct, commonest);
        return new ChannelInspection(
                channel.name(),
                channel.unit(),
                kind,
                missing,
                share,
                sorted[0],
                middle(sorted, count),
                sorted[count - 1],
                Double.isNaN(channel.sensorNoise()) ? noise(values) : channel.sensorNoise(),
                distinct,
                repeat[0],
                suspicions(kind, distinct, repeat));
    }

    private ChannelInspection.Kind kind(int distinct, int commonest) {
        int count = present.length;
        if (distinct == 1) {
            return ChannelInspection.Kind.CONSTANT;
        } else if (commonest >= NEARLY * count) {
            return ChannelInspection.Kind.NEARLY_CONSTANT;
        } else if (distinct == 2) {
            return ChannelInspection.Kind.BINARY;
        } else if (isCounter()) {
            return ChannelInspection.Kind.COUNTER;
        } else if (distinct <= FEW && distinct * 5L <= count) {
            return ChannelInspection.Kind.DISCRETE;
        }
        return ChannelInspection.Kind.CONTINUOUS;
    }

    /** Rises in a tenth of the steps or more, and falls at most once in a thousand, then nearly all the way down. */
    private boolean isCounter() {
        if (present.length < 20) {
            return false;
        }
        double low = sorted[0] + 0.1 * (sorted[sorted.length - 1] - sorted[0]);
        int rises = 0;
        int falls = 0;
        for (int i = 1; i < present.length; i++) {
            if (present[i] > present[i - 1]) {
                rises++;
            } else if (present[i] < present[i - 1]) {
                falls++;
                if (present[i] > low) {
                    return false;
                }
            }
        }
        return rises * 10L >= present.length && falls * 1000L <= present.length;
    }

    /** Length and last row (exclusive) of the longest run of one value in neighbouring rows. */
    private int[] longestRepeat() {
        int longest = 0;
        int end = 0;
        int run = 0;
        for (int row = 0; row < rows; row++) {
            if (Double.isNaN(values[row])) {
                run = 0;
            } else {
                run = run > 0 && values[row] == values[row - 1] ? run + 1 : 1;
                if (run > longest) {
                    longest = run;
                    end = row + 1;
                }
            }
        }
        return new int[] {longest, end};
    }

    private List<String> suspicions(ChannelInspection.Kind kind, int distinct, int[] repeat) {
        List<String> suspicions = new ArrayList<>();
        add(suspicions, code());
        if (kind == ChannelInspection.Kind.CONTINUOUS && distinct > FEW) {
            add(suspicions, mixedUnits());
            add(suspicions, frozen(repeat));
        }
        String unit = channel.unit();
        if (unit != null) {
            add(suspicions, againstUnit(unit));
        }
        return suspicions;
    }

    private static void add(List<String> suspicions, @Nullable String suspicion) {
        if (suspicion != null) {
            suspicions.add(suspicion);
        }
    }

    /** A number that programs write for "no value", far away from all other values. */
    private @Nullable String code() {
        int count = sorted.length;
        for (double code : CODES) {
            boolean least = sorted[0] == code;
            if (!least && sorted[count - 1] != code) {
                continue;
            }
            int from = 0;
            int to = count;
            while (from < to && sorted[from] == code) {
                from++;
            }
            while (to > from && sorted[to - 1] == code) {
                to--;
            }
            int rest = to - from;
            if (rest < 5) {
                continue;
            }
            double spread = sorted[to - 1] - sorted[from];
            double size = Math.max(Math.abs(sorted[from]), Math.abs(sorted[to - 1]));
            double distance = least ? sorted[from] - code : code - sorted[to - 1];
            if (distance > 2 * spread && distance > 0.5 * size && distance > 0) {
                return String.format(
                        Locale.ROOT,
                        "%s in %s looks like a code for a missing value; declare it a missing token",
                        Inspection.number(code),
                        Inspection.count(count - rest, "row"));
            }
        }
        return null;
    }

    /**
     * Two groups of values of one sign that a power of ten lies between. Each group must be compact, hold at least 1 % of
     * the values, and several of them.
     */
    private @Nullable String mixedUnits() {
        int count = sorted.length;
        double[] sizes;
        if (sorted[0] > 0) {
            sizes = sorted;
        } else if (sorted[count - 1] < 0) {
            sizes = new double[count];
            for (int i = 0; i < count; i++) {
                sizes[i] = -sorted[count - 1 - i];
            }
        } else {
            return null;
        }
        int margin = Math.max(10, count / 100);
        int split = -1;
        double widest = 10;
        for (int i = margin; i < count - margin; i++) {
            if (sizes[i] > widest * sizes[i - 1]) {
                widest = sizes[i] / sizes[i - 1];
                split = i;
            }
        }
        if (split < 0 || sizes[split - 1] > 10 * sizes[0] || sizes[count - 1] > 10 * sizes[split]) {
            return null;
        }
        double ratio = sizes[split + (count - split) / 2] / sizes[split / 2];
        for (double factor : UNIT_FACTORS) {
            if (ratio > 0.7 * factor && ratio < 1.4 * factor) {
                int first = sizes == sorted ? firstRowOf(split) : -1;
                return String.format(
                        Locale.ROOT,
                        "%.3g %% of the values are about %,.0f times the others%s: mixed units?",
                        100.0 * (count - split) / count,
                        factor,
                        first < 0 ? "" : String.format(Locale.ROOT, " (first at row %,d)", first));
            }
        }
        return null;
    }

    private int firstRowOf(int split) {
        for (int row = 0; row < rows; row++) {
            if (values[row] >= sorted[split]) {
                return row;
            }
        }
        return -1;
    }

    /** A run of one value much longer than chance makes at this channel's rate of repetition. */
    private @Nullable String frozen(int[] repeat) {
        int repeated = 0;
        for (int i = 1; i < present.length; i++) {
            repeated += present[i] == present[i - 1] ? 1 : 0;
        }
        // Runs of a value that repeats with probability p have expected longest length log(n) / log(1 / p).
        double rate = Math.max(repeated - repeat[0], 0) / (double) Math.max(1, present.length - repeat[0]);
        double usual =
                rate <= 0 ? 1 : rate >= 0.9 ? Double.POSITIVE_INFINITY : Math.log(present.length) / -Math.log(rate);
        if (repeat[0] > 20 + 3 * usual) {
            return String.format(
                    Locale.ROOT,
                    "frozen at %s for %,d rows from row %,d",
                    Inspection.number(values[repeat[1] - 1]),
                    repeat[0],
                    repeat[1] - repeat[0]);
        }
        return null;
    }

    private @Nullable String againstUnit(String unit) {
        double min = sorted[0];
        double max = sorted[sorted.length - 1];
        if (unit.equals("K") && min < 0) {
            return "falls below 0 K; is the unit degrees Celsius?";
        } else if (unit.equals("%") && max > 0 && max <= 1.0 && min >= 0 && sorted.length > FEW) {
            return "stays between 0 and 1 though its unit is %; is it a share?";
        }
        return null;
    }

    /**
     * Standard deviation of white noise on a smooth signal, from second differences over rows that are all measured:
     * a second difference of noise has variance 6 times the noise's.
     */
    static double noise(double[] values) {
        double[] differences = new double[Math.max(0, values.length - 2)];
        int count = 0;
        for (int i = 2; i < values.length; i++) {
            double difference = values[i] - 2 * values[i - 1] + values[i - 2];
            if (Double.isFinite(difference)) {
                differences[count++] = Math.abs(difference);
            }
        }
        Arrays.sort(differences, 0, count);
        return count == 0 ? Double.NaN : 1.4826 * middle(differences, count) / Math.sqrt(6);
    }

    private static double middle(double[] sorted, int count) {
        double upper = sorted[count / 2];
        return (count & 1) == 1 ? upper : 0.5 * sorted[count / 2 - 1] + 0.5 * upper;
    }
}
