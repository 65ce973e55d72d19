package io.vigie.deep;

import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;

/** A program that lists all detectors with their options and then fits one; run in a JVM of its own. */
final class Listing {
    private Listing() {}

    public static void main(String[] arguments) {
        for (DetectorType<?> type : Detectors.all()) {
            Detector detector = type.create(Map.of());
            System.out.println(type.id() + " " + type.optionSpecs().size() + " "
                    + detector.descriptor().nativeCode());
        }
        double[][] values = new double[1][200];
        for (int row = 0; row < 200; row++) {
            values[0][row] = Math.sin(row);
        }
        TimeSeries series = TimeSeries.of("pump", TimeAxis.rows(200), List.of(Channel.of("flow")), values);
        try {
            Detectors.create("cnn").fit(TrainingSet.of(series), RunContext.defaults());
            System.out.println("fitted");
        } catch (OptionException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
