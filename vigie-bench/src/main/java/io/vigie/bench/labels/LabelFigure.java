package io.vigie.bench.labels;

/**
 * How well a detector tells the anomalies that are left of one series.
 *
 * @param detector its id, and in parentheses the options that it was given: figures of other options are others
 * @param labelled anomalies that the expert has looked at
 * @param teaching label of what it was taught of them
 */
public record LabelFigure(
        String set,
        String series,
        String detector,
        int labelled,
        long seed,
        String teaching,
        double vusPr,
        double aucRoc) {}
