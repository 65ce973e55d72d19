package io.vigie.detect.impute;

import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowFilling;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hipparchus.util.ArithmeticUtils;

/**
 * Copies hidden cells from the windows of the train part whose cells are most like those that are seen: draws are of its nearest
 * neighbours by turns (hot-deck imputation by nearest neighbours; Troyanskaya et al., Bioinformatics, 2001, with windows of
 * all channels for their genes, and without weights). The distance is the mean squared difference over the seen cells. Of windows
 * that are equally near, those are taken that lie spread over the train part, and where nothing is seen the draws are of windows
 * spread over all of it.
 *
 * <p>Complexity: O(train windows x cells of a window) for each window that is filled and draw; holds the train part in float32.
 */
final class NeighbourImputer implements FittedImputer {
    private static final int MOST_WINDOWS = 4096;
    private static final double GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

    private final SeriesSchema schema;
    private final int window;
    private final int neighbours;
    private final List<float[][]> segments; // [channel][row]
    private final int[] segment; // of each window; some that follow each other here lie spread over the train part
    private final int[] start; // of each window, in its segment

    private NeighbourImputer(
            SeriesSchema schema, int window, int neighbours, List<float[][]> segments, int[] segment, int[] start) {
        this.schema = schema;
        this.window = window;
        this.neighbours = neighbours;
        this.segments = segments;
        this.segment = segment;
        this.start = start;
    }

    /**
     * Remembers the normal stretches of a prepared training set: at most 4096 windows, evenly spaced.
     *
     * @throws io.vigie.series.BadInputException if no stretch is as long as a window
     */
    static NeighbourImputer fit(NearestWindows options, TrainingSet train) {
        int window = options.window();
        List<TimeSeries> stretches = PreparedRows.trainSegments(train, window);
        long all = stretches.stream()
                .mapToLong(stretch -> stretch.length() - window + 1)
                .sum();
        int count = (int) Math.min(MOST_WINDOWS, all);
        int[] segment = new int[count];
        int[] start = new int[count];
        long before = 0; // windows of the stretches before
        int number = 0;
        int[] ranks = ranks(count);
        for (int i = 0; i < count; i++) {
            long place = all * i / count;
            while (place - before > stretches.get(number).length() - window) {
                before += stretches.get(number++).length() - window + 1;
            }
            segment[ranks[i]] = number;
            start[ranks[i]] = (int) (place - before);
        }
        List<float[][]> held =
                stretches.stream().map(NeighbourImputer::channels).toList();
        return new NeighbourImputer(
                train.schema(), window, Math.min(options.neighbours(), count), held, segment, start);
    }

    /** A rank for each place: places of ranks that follow each other lie apart by the golden section, so that few are spread too. */
    private static int[] ranks(int count) {
        int apart = Math.max(1, (int) (count * GOLDEN_SECTION));
        while (ArithmeticUtils.gcd(apart, count) > 1) {
            apart--;
        }
        int[] ranks = new int[count];
        for (int rank = 0; rank < count; rank++) {
            ranks[(int) ((long) rank * apart % count)] = rank;
        }
        return ranks;
    }

    private static float[][] channels(TimeSeries series) {
        float[][] values = new float[series.channelCount()][series.length()];
        for (int c = 0; c < values.length; c++) {
            double[] channel = series.channelValues(c);
            for (int row = 0; row < channel.length; row++) {
                values[c][row] = (float) PreparedRows.clamp(channel[row]);
            }
        }
        return values;
    }

    @Override
    public Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        return WindowFilling.impute(series, hidden, window, draws, context, this::fill);
    }

    private void fill(float[] windows, boolean[] unknown, int firstDraw, RandomGenerator random) {
        int size = unknown.length;
        boolean blind = nothingSeen(unknown);
        int turn = random.nextInt(blind ? start.length : neighbours);
        int[] nearest = {};
        for (int draw = 0; draw < windows.length / size; draw++) {
            int at = draw * size;
            if (!blind && (draw == 0 || !seenAlike(windows, at - size, at, unknown))) {
                // what was filled before counts as seen, and differs from draw to draw
                nearest = nearest(Arrays.copyOfRange(windows, at, at + size), unknown);
            }
            int number = firstDraw + draw + turn;
            int chosen = blind ? number % start.length : nearest[number % neighbours];
            float[][] values = segments.get(segment[chosen]);
            for (int i = 0; i < size; i++) {
                if (unknown[i]) {
                    windows[at + i] = values[i / window][start[chosen] + i % window];
                }
            }
        }
    }

    private static boolean nothingSeen(boolean... unknown) {
        for (boolean cell : unknown) {
            if (!cell) {
                return false;
            }
        }
        return true;
    }

    private static boolean seenAlike(float[] windows, int one, int other, boolean[] unknown) {
        for (int i = 0; i < unknown.length; i++) {
            if (!unknown[i] && windows[one + i] != windows[other + i]) {
                return false;
            }
        }
        return true;
    }

    private int[] nearest(float[] asked, boolean[] unknown) {
        double[] distances = new double[neighbours]; // rising
        int[] found = new int[neighbours];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int i = 0; i < start.length; i++) {
            double distance = distance(asked, unknown, i, distances[neighbours - 1]);
            int place = neighbours - 1;
            if (distance >= distances[place]) {
                continue;
            }
            while (place > 0 && distances[place - 1] > distance) {
                distances[place] = distances[place - 1];
                found[place] = found[place - 1];
                place--;
            }
            distances[place] = distance;
            found[place] = i;
        }
        return found;
    }

    /** Sum of squares over the seen cells, all of it or at least {@code enough}. */
    private double distance(float[] asked, boolean[] unknown, int number, double enough) {
        float[][] values = segments.get(segment[number]);
        double sum = 0;
        for (int c = 0; c < values.length && sum < enough; c++) {
            float[] channel = values[c];
            int from = c * window;
            for (int t = 0; t < window; t++) {
                double difference = unknown[from + t] ? 0 : asked[from + t] - channel[start[number] + t];
                sum += difference * difference;
            }
        }
        return sum;
    }
}
