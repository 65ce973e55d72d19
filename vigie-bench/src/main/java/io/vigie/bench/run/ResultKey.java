package io.vigie.bench.run;

import java.util.Comparator;

/**
 * What identifies a run within a result file.
 *
 * @param protocol id of the benchmark, such as TSB-AD-M
 * @param file name of the series
 * @param detector label of the contestant
 * @param seed seed of the run
 */
public record ResultKey(String protocol, String file, String detector, long seed) implements Comparable<ResultKey> {
    private static final Comparator<ResultKey> ORDER = Comparator.comparing(ResultKey::protocol)
            .thenComparing(ResultKey::file)
            .thenComparing(ResultKey::detector)
            .thenComparingLong(ResultKey::seed);

    @Override
    public int compareTo(ResultKey other) {
        return ORDER.compare(this, other);
    }
}
