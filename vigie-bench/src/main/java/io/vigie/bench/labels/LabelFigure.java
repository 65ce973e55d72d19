package io.vigie.bench.labels;

/**
 * How well a detector tells the anomalies that are left of one series.
 *
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
