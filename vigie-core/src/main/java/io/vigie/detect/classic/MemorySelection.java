package io.vigie.detect.classic;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.Parallel;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Chooses the stretches of long series that are kept for comparison. */
final class MemorySelection {
    /** Windows of a stretch per window length, where stretches are spread evenly: long ones share their rows better. */
    private static final int EVEN_FACTOR = 8;

    private record Candidate(int segment, TimeSeries series, WindowSource source, int from, int to) {}

    private MemorySelection() {}

    /**
     * At most {@code limit} windows (but at least one stretch) that cover the train part as well as so many can: all of
     * it if it has no more, else stretches of {@code window} windows by greedy k-center (Gonzalez 1985; the coreset of
     * PatchCore, Roth et al. 2022): first the first, then always the stretch whose middle window is farthest from
     * those of all chosen. Kept in the order of time.
     */
    static ReferenceRows coreset(
            List<TimeSeries> series, int window, int limit, WindowNormalization normalization, RunContext context) {
        long windows = 0;
        for (TimeSeries one : series) {
            windows += one.length() - window + 1;
        }
        if (windows <= limit) {
            return ReferenceRows.of(series, window);
        }
        int each = Math.min(window, limit);
        List<Candidate> candidates = new ArrayList<>();
        for (int segment = 0; segment < series.size(); segment++) {
            TimeSeries one = series.get(segment);
            WindowSource source = WindowSource.of(one, window, 1, normalization);
            int count = source.count();
            for (int from = 0; from < count; from += each) {
                int to = Math.min(count, from + each);
                candidates.add(new Candidate(segment, one, source, from, to + window - 1));
            }
        }
        int wanted = Math.max(1, limit / each);
        boolean[] chosen = farthestFirst(candidates, window, wanted, context);
        List<TimeSeries> kept = new ArrayList<>();
        List<ReferenceRows.Place> places = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            Candidate candidate = candidates.get(i);
            if (chosen[i]) {
                kept.add(candidate.series.slice(candidate.from, candidate.to));
                places.add(new ReferenceRows.Place(candidate.segment, candidate.from));
            }
        }
        return ReferenceRows.of(kept, window).withPlaces(places);
    }

    private static boolean[] farthestFirst(List<Candidate> candidates, int window, int wanted, RunContext context) {
        int count = candidates.size();
        boolean[] chosen = new boolean[count];
        double[] nearest = new double[count];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int size = candidates.get(0).source.size();
        float[] reference = new float[size];
        int next = 0;
        for (int n = 0; n < Math.min(wanted, count); n++) {
            context.progress().report("choosing the memory", (double) n / wanted);
            chosen[next] = true;
            candidates.get(next).source.copyWindow(middle(candidates.get(next), window), reference, 0);
            Parallel.forChunks(context, count, 256, (from, to) -> {
                for (int i = from; i < to; i++) {
                    Candidate candidate = candidates.get(i);
                    double distance = 0;
                    for (int c = 0; c < candidate.source.channels() && distance < nearest[i]; c++) {
                        distance += candidate.source.channelDistance(c, middle(candidate, window), reference, 0);
                    }
                    nearest[i] = Math.min(nearest[i], distance);
                }
            });
            next = -1;
            for (int i = 0; i < count; i++) {
                if (!chosen[i] && (next < 0 || nearest[i] > nearest[next])) {
                    next = i;
                }
            }
        }
        return chosen;
    }

    private static int middle(Candidate candidate, int window) {
        return (candidate.from + candidate.to - window) / 2;
    }

    /** All rows of some series, or, if there are more than {@code limit}, stretches spread evenly over them. */
    static ReferenceRows even(List<TimeSeries> series, int window, int limit) {
        List<TimeSeries> kept = new ArrayList<>();
        long rows = series.stream().mapToLong(TimeSeries::length).sum();
        for (TimeSeries one : series) {
            for (Interval interval : even(one.length(), window, share(limit, one.length(), rows))) {
                kept.add(one.slice(interval.from(), interval.to()));
            }
        }
        return ReferenceRows.of(kept, window);
    }

    private static int share(int limit, int length, long rows) {
        return rows <= limit ? length : (int) ((double) limit * length / rows);
    }

    /** Stretches of at most about {@code limit} rows in all; one whole stretch where that is allowed. */
    static List<Interval> even(int rows, int window, int limit) {
        int length = (int) Math.min(rows, (long) EVEN_FACTOR * window);
        int stretches = Math.max(1, limit / length);
        if (rows <= limit || rows / length <= stretches) {
            return List.of(new Interval(0, rows));
        }
        List<Interval> kept = new ArrayList<>();
        for (int s = 0; s < stretches; s++) {
            int from = stretches == 1 ? 0 : (int) ((long) s * (rows - length) / (stretches - 1));
            kept.add(new Interval(from, from + length));
        }
        return kept;
    }
}
