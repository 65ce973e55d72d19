package io.vigie.deep.represent;

import io.vigie.detect.represent.FittedEncoder;
import io.vigie.series.TimeSeries;

/** Features of every window of a series. */
record Encoded(float[] values, int features) {
    static Encoded of(FittedEncoder encoder, TimeSeries series) {
        double[][] rows = new double[series.channelCount()][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = series.channelValues(c);
        }
        int count = series.length() - encoder.window() + 1;
        float[] values = new float[count * encoder.features()];
        encoder.encode(rows, 0, 1, count, values, 0);
        return new Encoded(values, encoder.features());
    }

    /** Distance of the windows that begin at two rows. */
    double distance(int one, int other) {
        double sum = 0;
        for (int f = 0; f < features; f++) {
            double difference = values[one * features + f] - values[other * features + f];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    double length(int row) {
        double sum = 0;
        for (int f = 0; f < features; f++) {
            sum += values[row * features + f] * values[row * features + f];
        }
        return Math.sqrt(sum);
    }
}
