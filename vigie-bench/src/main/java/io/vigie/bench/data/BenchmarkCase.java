package io.vigie.bench.data;

/** A series of a benchmark that can be loaded when it is its turn. */
public interface BenchmarkCase {
    /** Unique within its benchmark; for TSB-AD the official file name without {@code .gz}. */
    String name();

    /** Data set that the series comes from. */
    String family();

    /** Rough size; only proportions matter: large cases start first, and the time left is told by it. */
    long cells();

    /**
     * Reads the series.
     *
     * @throws io.vigie.series.BadInputException if it cannot be used
     */
    BenchmarkSeries load();
}
