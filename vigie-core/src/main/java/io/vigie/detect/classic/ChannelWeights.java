package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.series.Channel;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Factors on channels, by how many values they take in the train part. */
final class ChannelWeights {
    private ChannelWeights() {}

    /** The series with each channel times its factor; the series itself where all factors are 1. */
    static TimeSeries apply(TimeSeries series, double[] weights) {
        if (Arrays.stream(weights).allMatch(weight -> weight == 1)) {
            return series;
        }
        double[][] values = PreparedRows.channels(series);
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < weights.length; c++) {
            channels.add(series.channel(c));
            for (int row = 0; row < values[c].length; row++) {
                values[c][row] *= weights[c];
            }
        }
        return TimeSeries.wrap(series.name(), series.time(), channels, values);
    }

    /** Factors that were written. */
    static double[] read(ModelReader in, int channels) {
        double[] weights = in.doubles("weights", channels);
        for (double weight : weights) {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new ModelFormatException(
                        "entry 'weights' holds " + weight + ", which is no factor above 0; the model file is damaged");
            }
        }
        return weights;
    }

    /** What was expected of weighted channels, in the units before. */
    static Expectation undo(Expectation weighted, double[] weights) {
        double[][] values = new double[weights.length][];
        double[][] spreads = new double[weights.length][];
        for (int c = 0; c < weights.length; c++) {
            double weight = weights[c];
            values[c] =
                    Arrays.stream(weighted.expected()[c]).map(v -> v / weight).toArray();
            spreads[c] =
                    Arrays.stream(weighted.spread()[c]).map(v -> v / weight).toArray();
        }
        return new Expectation(weighted.rows(), values, spreads);
    }

    /** A row with each channel times its factor. */
    static double[] apply(double[] row, double[] weights) {
        double[] weighted = new double[row.length];
        for (int c = 0; c < row.length; c++) {
            weighted[c] = row[c] * weights[c];
        }
        return weighted;
    }
}
