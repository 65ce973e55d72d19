package io.vigie.bench.report;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Which files repeat another's content, so that a mean can count that content once.
 *
 * <p>Two files belong together if their values are the same to the bit, or if {@value #SHARE} of the different stretches
 * of {@value #STRETCH} rows of the smaller one occur, value for value, in the other: cut, shifted and relabelled copies.
 * Labels play no part. Belonging together is passed on.
 */
public final class FileRepeats {
    private static final int STRETCH = 50;
    private static final double SHARE = 0.9;

    /** A stretch takes part if its hash is divisible by this: the same ones in every file, and fewer to keep. */
    private static final int SAMPLING = 8;

    private static final int FEWEST_STRETCHES = 20;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final Map<String, Integer> groupOf;
    private final int groups;
    private final int identicalGroups;

    private FileRepeats(Map<String, Integer> groupOf, int groups, int identicalGroups) {
        this.groupOf = Collections.unmodifiableMap(groupOf);
        this.groups = groups;
        this.identicalGroups = identicalGroups;
    }

    /** Reads the files and compares each with each. */
    public static FileRepeats among(List<BenchmarkCase> files) {
        List<Fingerprint> prints = new ArrayList<>();
        for (BenchmarkCase file : files) {
            prints.add(Fingerprint.of(file.load().scored()));
        }
        int n = prints.size();
        int[] parent = new int[n];
        int[] sameParent = new int[n];
        for (int i = 0; i < n; i++) {
            parent[i] = i;
            sameParent[i] = i;
            for (int k = 0; k < i; k++) {
                boolean identical = prints.get(i).whole == prints.get(k).whole;
                if (identical) {
                    sameParent[root(sameParent, i)] = root(sameParent, k);
                }
                if (identical || prints.get(i).repeats(prints.get(k))) {
                    parent[root(parent, i)] = root(parent, k);
                }
            }
        }
        Map<String, Integer> groupOf = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            groupOf.put(files.get(i).name(), root(parent, i));
        }
        return new FileRepeats(groupOf, groupsOfSeveral(parent), groupsOfSeveral(sameParent));
    }

    /** Number of the group that a file belongs to; a file that was not compared is a group of its own. */
    int[] groups(List<String> files) {
        int[] group = new int[files.size()];
        for (int i = 0; i < group.length; i++) {
            group[i] = groupOf.getOrDefault(files.get(i), -1 - i);
        }
        return group;
    }

    /** Groups of two files or more. */
    public int groupCount() {
        return groups;
    }

    /** Groups of two files or more whose values are all the same to the bit. */
    public int identicalGroupCount() {
        return identicalGroups;
    }

    private static int root(int[] parent, int i) {
        int at = i;
        while (parent[at] != at) {
            at = parent[at];
        }
        return at;
    }

    private static int groupsOfSeveral(int[] parent) {
        int[] sizes = new int[parent.length];
        for (int i = 0; i < parent.length; i++) {
            sizes[root(parent, i)]++;
        }
        return (int) Arrays.stream(sizes).filter(size -> size > 1).count();
    }

    /** Hashes of a whole series and of its different stretches, sorted. */
    private static final class Fingerprint {
        final long whole;
        final int channels;
        final long[] stretches;

        private Fingerprint(long whole, int channels, long[] stretches) {
            this.whole = whole;
            this.channels = channels;
            this.stretches = stretches;
        }

        static Fingerprint of(TimeSeries series) {
            int rows = series.length();
            long[] rowHash = new long[rows];
            for (int c = 0; c < series.channelCount(); c++) {
                double[] values = series.channelValues(c);
                for (int row = 0; row < rows; row++) {
                    // adding 0 makes the two zeros one
                    rowHash[row] = mix(rowHash[row] * 31 + Double.doubleToLongBits(values[row] + 0.0));
                }
            }
            long whole = mix(rows * 31L + series.channelCount());
            for (long hash : rowHash) {
                whole = mix(whole * 31 + hash);
            }
            LongStream.Builder kept = LongStream.builder();
            long oldest = 1;
            for (int i = 0; i < STRETCH; i++) {
                oldest *= MULTIPLIER;
            }
            long rolling = 0;
            for (int row = 0; row < rows; row++) {
                rolling = rolling * MULTIPLIER + rowHash[row] - (row >= STRETCH ? oldest * rowHash[row - STRETCH] : 0);
                long hash = mix(rolling);
                if (row >= STRETCH - 1 && Long.remainderUnsigned(hash, SAMPLING) == 0) {
                    kept.add(hash);
                }
            }
            return new Fingerprint(
                    whole,
                    series.channelCount(),
                    kept.build().sorted().distinct().toArray());
        }

        boolean repeats(Fingerprint other) {
            int fewer = Math.min(stretches.length, other.stretches.length);
            if (channels != other.channels || fewer < FEWEST_STRETCHES) {
                return false;
            }
            int shared = 0;
            for (int i = 0, k = 0; i < stretches.length && k < other.stretches.length; ) {
                int order = Long.compare(stretches[i], other.stretches[k]);
                shared += order == 0 ? 1 : 0;
                i += order <= 0 ? 1 : 0;
                k += order >= 0 ? 1 : 0;
            }
            return shared >= SHARE * fewer;
        }

        private static long mix(long value) {
            long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
            mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
            return mixed ^ (mixed >>> 32);
        }
    }
}
