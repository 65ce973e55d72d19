package io.vigie.deep.oneclass;

import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Windows that hold rows labelled anomalous, drawn anew each time: any anomaly, then any window over some of its rows. */
public final class LabelledWindows {
    /** None at all. */
    public static final LabelledWindows NONE = new LabelledWindows(List.of(), 1, 0);

    /**
     * An anomaly with up to a window's rows on both sides.
     *
     * @param values [channel][row]
     * @param from first row of the anomaly
     * @param to row after its last
     */
    private record Anomaly(float[][] values, int from, int to) {
        int length() {
            return values[0].length;
        }
    }

    /**
     * Some windows.
     *
     * @param windows [position][channel][time]
     * @param rows [position][time], 1 where a row is labelled anomalous, else 0; at least one row of each is
     */
    public record Drawn(float[] windows, float[] rows) {}

    private final List<Anomaly> anomalies;
    private final int window;
    private final int passedOver;

    private LabelledWindows(List<Anomaly> anomalies, int window, int passedOver) {
        this.anomalies = List.copyOf(anomalies);
        this.window = window;
        this.passedOver = passedOver;
    }

    /**
     * Those of a training set. Anomalies of series that are shorter than the window are passed over.
     *
     * @throws io.vigie.series.BadInputException if a row about an anomaly is not prepared
     */
    public static LabelledWindows of(TrainingSet train, int window) {
        List<Anomaly> anomalies = new ArrayList<>();
        int passedOver = 0;
        for (TrainingSet.Item item : train.items()) {
            for (Interval rows : item.labels().anomalies()) {
                if (item.series().length() < window) {
                    passedOver++;
                    continue;
                }
                int from = Math.max(0, rows.from() - window + 1);
                int to = Math.min(item.series().length(), rows.to() + window - 1);
                PreparedRows.requirePrepared(item.series(), from, to);
                TimeSeries about = item.series().slice(from, to);
                anomalies.add(new Anomaly(floats(about), rows.from() - from, rows.to() - from));
            }
        }
        return new LabelledWindows(anomalies, window, passedOver);
    }

    private static float[][] floats(TimeSeries series) {
        float[][] values = new float[series.channelCount()][series.length()];
        for (int c = 0; c < values.length; c++) {
            double[] channel = series.channelValues(c);
            for (int row = 0; row < channel.length; row++) {
                values[c][row] = (float) channel[row];
            }
        }
        return values;
    }

    /** Whether nothing was labelled. */
    public boolean isEmpty() {
        return anomalies.isEmpty();
    }

    /** What a user should know; nothing where nothing was labelled. */
    public List<String> told() {
        List<String> told = new ArrayList<>();
        if (!anomalies.isEmpty()) {
            told.add("learned from " + anomalies.size() + " labelled " + plural(anomalies.size()) + " too");
        }
        if (passedOver > 0) {
            told.add(passedOver + " labelled " + plural(passedOver) + " in series shorter than the window, " + window
                    + " rows, could not be learned from");
        }
        return told;
    }

    private static String plural(int count) {
        return count == 1 ? "anomaly" : "anomalies";
    }

    /** Draws windows; there must be some. */
    public Drawn draw(int count, RandomGenerator random) {
        int channels = anomalies.get(0).values().length;
        float[] windows = new float[Math.multiplyExact(count, channels * window)];
        float[] rows = new float[count * window];
        for (int i = 0; i < count; i++) {
            Anomaly anomaly = anomalies.get(random.nextInt(anomalies.size()));
            int first = Math.max(0, anomaly.from() - window + 1);
            int last = Math.min(anomaly.length() - window, anomaly.to() - 1);
            int start = first + random.nextInt(last - first + 1);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(anomaly.values()[c], start, windows, (i * channels + c) * window, window);
            }
            for (int t = 0; t < window; t++) {
                int row = start + t;
                rows[i * window + t] = row >= anomaly.from() && row < anomaly.to() ? 1 : 0;
            }
        }
        return new Drawn(windows, rows);
    }
}
