package io.vigie.deep.engine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many windows networks were evaluated on, counted where it happens: what is told of the cost of a method is no formula
 * that could be wrong. Each thread counts what it computes itself.
 */
public final class Evaluations {
    /** What most models have one of. */
    public static final String NETWORK = "network";

    private static final ThreadLocal<Map<String, Long>> COUNTS = ThreadLocal.withInitial(HashMap::new);

    private Evaluations() {}

    /**
     * A result, and the evaluations that it took.
     *
     * @param windows by network: each window as often as it was read
     */
    public record Counted<T>(T result, Map<String, Long> windows) {
        /** Of all networks. */
        public long total() {
            return windows.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Of a network, for each of so many windows: a whole number where all took as many. */
        public String told(String network, long count) {
            return Evaluations.told(windows.getOrDefault(network, 0L), count);
        }

        /** As {@link #told}, with the noun: "one evaluation", "3 evaluations". */
        public String inWords(String network, long count) {
            String told = told(network, count);
            return told.equals("1") ? "one evaluation" : told + " evaluations";
        }
    }

    /** Evaluations for each of so many windows, to be read. */
    public static String told(long evaluations, long count) {
        return evaluations % count == 0
                ? Long.toString(evaluations / count)
                : String.format(Locale.ROOT, "%.1f", (double) evaluations / count);
    }

    /** Counts one evaluation of so many windows. */
    public static void count(String network, long windows) {
        COUNTS.get().merge(network, windows, Long::sum);
    }

    /** Computes, and tells what it took. */
    public static <T> Counted<T> of(Supplier<T> computation) {
        Map<String, Long> before = Map.copyOf(COUNTS.get());
        T result = computation.get();
        Map<String, Long> taken = new HashMap<>();
        COUNTS.get().forEach((network, count) -> {
            long more = count - before.getOrDefault(network, 0L);
            if (more > 0) {
                taken.put(network, more);
            }
        });
        return new Counted<>(result, Map.copyOf(taken));
    }
}
