package io.vigie.bench.report;

/** Lower and upper end of an interval that holds a figure with 95 % confidence. */
public record Bounds(double low, double high) {}
