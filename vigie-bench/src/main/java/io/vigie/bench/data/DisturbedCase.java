package io.vigie.bench.data;

/**
 * A series of a benchmark under a disturbance, named {@code NAME#DISTURBANCE}.
 *
 * @param source the series as it is
 */
public record DisturbedCase(BenchmarkCase source, Disturbance disturbance) implements BenchmarkCase {
    private static final char MARK = '#';

    @Override
    public String name() {
        return source.name() + MARK + disturbance.label();
    }

    @Override
    public String family() {
        return source.family();
    }

    @Override
    public long cells() {
        return source.cells();
    }

    @Override
    public BenchmarkSeries load() {
        return disturbance.of(source.load());
    }

    /** The name of the undisturbed series. */
    public static String sourceName(String name) {
        return name.substring(0, mark(name));
    }

    /**
     * The disturbance that a name ends with.
     *
     * @throws io.vigie.detect.OptionException if there is none of that label
     */
    public static Disturbance disturbance(String name) {
        return Disturbance.parse(name.substring(mark(name) + 1));
    }

    private static int mark(String name) {
        int mark = name.lastIndexOf(MARK);
        if (mark < 0) {
            throw new IllegalArgumentException("'" + name + "' names no disturbance; expected NAME#DISTURBANCE");
        }
        return mark;
    }
}
