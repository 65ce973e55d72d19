package io.vigie.explain;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.NormalNeighbour;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The window of the train part that is most like an event at its peak, and in what the event differs from it.
 *
 * @param rows window of the judged series around the peak
 * @param source name of the series that the normal window is of
 * @param start time of its first row, or its number where the series has no time
 * @param distance of both windows, in the detector's unit
 * @param channels numbers of the channels that are compared, the one that explains most first
 * @param normal [compared channel][row of the window], what the normal window has, in the user's units
 * @param sentence one plain sentence
 */
public record NormalEvidence(
        Interval rows,
        String source,
        String start,
        double distance,
        int[] channels,
        double[][] normal,
        String sentence) {
    /** Channels compared: those that a reader takes in at a glance. */
    private static final int MOST_CHANNELS = 3;

    /** Train scales that a difference must have to be worth telling. */
    private static final double TOLD = 0.5;

    /** Raw value of a channel's prepared one. */
    @FunctionalInterface
    public interface Raw {
        double of(int channel, double prepared);
    }

    /**
     * What speaks for an event being unlike all that is normal.
     *
     * @param event event of the series
     * @param neighbour nearest normal window at its peak
     * @param series judged series in the user's units
     * @param raw the inverse of preparation
     */
    public static NormalEvidence of(Event event, NormalNeighbour neighbour, TimeSeries series, Raw raw) {
        List<ChannelFinding> findings =
                event.affectedChannels().isEmpty() ? event.channels() : event.affectedChannels();
        int[] channels = findings.stream()
                .limit(MOST_CHANNELS)
                .mapToInt(finding -> series.indexOf(finding.channel()))
                .toArray();
        double[][] normal = new double[channels.length][];
        for (int i = 0; i < channels.length; i++) {
            int channel = channels[i];
            normal[i] = Arrays.stream(neighbour.values()[channel])
                    .map(value -> raw.of(channel, value))
                    .toArray();
        }
        String start = neighbour.start().format(0);
        return new NormalEvidence(
                neighbour.rows(),
                neighbour.source(),
                start,
                neighbour.distance(),
                channels,
                normal,
                sentence(neighbour, start, channels, series));
    }

    private static String sentence(NormalNeighbour neighbour, String start, int[] channels, TimeSeries series) {
        List<String> told = new ArrayList<>();
        boolean levelCompared = !neighbour.blindSpots().contains(AnomalyKind.LEVEL_SHIFT);
        for (int c : channels) {
            // Where the level was not compared it is any: only what departs from the course beside it is worth telling.
            double level = neighbour.difference()[c];
            double rows = neighbour.deviation()[c];
            double difference = levelCompared ? level : 0;
            double deviation = levelCompared ? rows : Math.sqrt(Math.max(0, rows * rows - level * level));
            String name = series.channel(c).name();
            if (Math.abs(difference) >= Math.max(TOLD, 0.5 * deviation)) {
                told.add(name + " lies " + figure(Math.abs(difference)) + " standard deviations "
                        + (difference > 0 ? "higher" : "lower"));
            } else if (deviation >= TOLD) {
                told.add(name + " departs from it by " + figure(deviation) + " standard deviations a row");
            }
        }
        String where = neighbour.start().hasTime() ? start : "row " + start;
        if (!neighbour.source().equals(series.name())) {
            where += " of " + neighbour.source();
        }
        if (same(neighbour)) {
            return "The same window was learned, from " + where + " on.";
        }
        return "Of what was learned, most like the window from " + where + " on (distance "
                + Figures.significant(neighbour.distance(), 2) + "); "
                + (told.isEmpty()
                        ? "no channel shown differs from it by half a standard deviation"
                                + (levelCompared ? "" : " apart from the level")
                        : "but " + String.join(", ", told))
                + ".";
    }

    /** Whether the windows have the same rows, up to what is lost by remembering them in float32. */
    private static boolean same(NormalNeighbour neighbour) {
        double[] deviation = neighbour.deviation();
        for (int c = 0; c < deviation.length; c++) {
            double largest =
                    Arrays.stream(neighbour.values()[c]).map(Math::abs).max().orElse(0);
            if (deviation[c] > 2 * Math.ulp((float) largest)) {
                return false;
            }
        }
        return true;
    }

    private static String figure(double deviations) {
        return String.format(Locale.ROOT, "%.1f", deviations);
    }
}
