package io.vigie.bench.trap;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Injection;
import io.vigie.bench.data.Track;
import io.vigie.detect.RunContext;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A stretch of a real series that its labels call normal: the first half teaches, traps are put into the second.
 *
 * @param name of the series
 * @param set that it comes from
 * @param train first half
 * @param test second half
 */
public record TrapSource(String name, String set, TimeSeries train, TimeSeries test) {
    private static final int SHORTEST = 2000;
    private static final int LONGEST = 6000;
    private static final int SOURCES_PER_SET = 3;
    private static final int SEGMENTS = 5;
    private static final int SEGMENT_ROWS = 100;
    private static final int STILL_ROWS = 16;

    /** A test part with a trap in it, and where. */
    public record Trapped(TimeSeries series, Labels labels) {}

    /**
     * Three series of each of some development sets (SMD, ASD, JumpStarter, NASA and, with one channel, NAB), a third of the
     * set apart: the first from there on whose longest normal stretch has {@value #SHORTEST} rows or more, cut to
     * {@value #LONGEST}. No Eva file of TSB-AD, nor what one is made of, is among them.
     */
    public static List<TrapSource> all(DataFolder data) {
        DevelopmentSets sets = DevelopmentSets.of(data);
        List<TrapSource> sources = new ArrayList<>();
        for (String set :
                List.of(DevelopmentSets.SMD, DevelopmentSets.ASD, DevelopmentSets.JUMP_STARTER, DevelopmentSets.NASA)) {
            sources.addAll(some(set, sets.cases(Track.MULTIVARIATE, set)));
        }
        sources.addAll(some(DevelopmentSets.NAB, sets.cases(Track.UNIVARIATE, DevelopmentSets.NAB)));
        return sources;
    }

    private static List<TrapSource> some(String set, List<BenchmarkCase> cases) {
        List<TrapSource> sources = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < SOURCES_PER_SET; i++) {
            next = Math.max(next, i * cases.size() / SOURCES_PER_SET);
            Optional<TrapSource> found = Optional.empty();
            while (found.isEmpty() && next < cases.size()) {
                found = of(set, cases.get(next++).load());
            }
            found.ifPresent(sources::add);
        }
        return sources;
    }

    /** None where the longest normal stretch is too short or no channel varies in its first half. */
    static Optional<TrapSource> of(String set, BenchmarkSeries series) {
        Optional<Interval> longest =
                series.labels().notAnomalous().stream().max(Comparator.comparingInt(Interval::length));
        if (longest.isEmpty() || longest.get().length() < SHORTEST) {
            return Optional.empty();
        }
        Interval stretch = longest.get();
        int rows = Math.min(LONGEST, stretch.length());
        TimeSeries normal = series.scored().slice(stretch.from(), stretch.from() + rows);
        TrapSource source = new TrapSource(series.name(), set, normal.slice(0, rows / 2), normal.slice(rows / 2, rows));
        return source.lively().length == 0 ? Optional.empty() : Optional.of(source);
    }

    /**
     * Share of the windows of {@value #STILL_ROWS} rows in which no channel that varies moves. A frozen stretch is no
     * anomaly in a signal that often stands still by itself.
     */
    public double stillShare() {
        double[][] first = columns(train);
        double[][] second = columns(test);
        int still = 0;
        int windows = 0;
        for (double[][] part : List.of(first, second)) {
            int run = 0; // rows in a row that are as the row before
            for (int row = 1; row < part[0].length; row++) {
                boolean moves = false;
                for (int c : lively()) {
                    moves |= part[c][row] != part[c][row - 1];
                }
                run = moves ? 0 : run + 1;
                still += run >= STILL_ROWS - 1 ? 1 : 0;
                windows += row >= STILL_ROWS - 1 ? 1 : 0;
            }
        }
        return (double) still / windows;
    }

    private int[] lively() {
        return Injection.lively(columns(train));
    }

    /** {@value #SEGMENTS} segments of {@value #SEGMENT_ROWS} rows, evenly spaced; the draws follow from the names. */
    public Trapped with(Trap trap, Reach reach) {
        RandomGenerator random = RunContext.defaults().random(name + "/" + trap.label() + "/" + reach.label());
        double[][] learned = columns(train);
        double[][] values = columns(test);
        int[] lively = lively();
        List<Interval> segments = new ArrayList<>();
        int room = test.length() / SEGMENTS;
        for (int segment = 0; segment < SEGMENTS; segment++) {
            int from = segment * room + (room - SEGMENT_ROWS) / 2;
            Interval rows = new Interval(from, from + SEGMENT_ROWS);
            segments.add(rows);
            int changed = reach.of(lively.length);
            int first = random.nextInt(lively.length);
            for (int i = 0; i < changed; i++) {
                int channel = lively[(first + i) % lively.length];
                change(values[channel], learned[channel], rows, trap, random);
            }
        }
        return new Trapped(
                TimeSeries.wrap(test.name(), test.time(), test.schema().channels(), values),
                Labels.ofIntervals(test.length(), segments));
    }

    private static void change(double[] values, double[] learned, Interval rows, Trap trap, RandomGenerator random) {
        double mean = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            mean += values[row] / rows.length();
        }
        double lowest = Double.POSITIVE_INFINITY;
        for (double value : learned) {
            lowest = value < lowest ? value : lowest; // not a number stays out
        }
        Trap.Before before = new Trap.Before(values[rows.from() - 1], mean, lowest, Injection.spread(learned));
        for (int row = rows.from(); row < rows.to(); row++) {
            values[row] = trap.changed(values[row], before, random);
        }
    }

    private static double[][] columns(TimeSeries series) {
        double[][] columns = new double[series.channelCount()][];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = series.channelValues(c);
        }
        return columns;
    }
}
