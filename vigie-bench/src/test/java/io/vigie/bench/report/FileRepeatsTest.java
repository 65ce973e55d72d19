package io.vigie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.series.Channel;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FileRepeatsTest {
    /** A case in memory. */
    record InMemory(String name, String family, double[]... channels) implements BenchmarkCase {
        @Override
        public long cells() {
            return channels[0].length;
        }

        @Override
        public BenchmarkSeries load() {
            int rows = channels[0].length;
            List<Channel> named = java.util.stream.IntStream.range(0, channels.length)
                    .mapToObj(c -> Channel.of("c" + c))
                    .toList();
            TimeSeries series = TimeSeries.of(name, TimeAxis.rows(rows), named, channels);
            return new BenchmarkSeries(name, family, series, series, Labels.all(Labels.State.NORMAL, rows));
        }
    }

    private static double[] noise(long seed, int rows) {
        return new SplittableRandom(seed).doubles(rows).toArray();
    }

    private static FileRepeats among(BenchmarkCase... cases) {
        return FileRepeats.among(List.of(cases));
    }

    @Test
    void equalValuesAreOneGroup() {
        FileRepeats repeats = among(
                new InMemory("a", "x", noise(1, 500)),
                new InMemory("b", "x", noise(2, 500)),
                new InMemory("c", "y", noise(1, 500)));
        assertThat(repeats.groupCount()).isEqualTo(1);
        assertThat(repeats.identicalGroupCount()).isEqualTo(1);
        int[] groups = repeats.groups(List.of("a", "b", "c", "unknown"));
        assertThat(groups[0]).isEqualTo(groups[2]);
        assertThat(Arrays.stream(groups).distinct().count()).isEqualTo(3);
    }

    @Test
    void aPartOfALongerSeriesRepeatsIt() {
        double[] whole = noise(1, 4000);
        FileRepeats repeats = among(
                new InMemory("whole", "x", whole),
                new InMemory("part", "x", Arrays.copyOfRange(whole, 517, 2517)),
                new InMemory("half", "x", mixed(whole, noise(3, 4000))));
        assertThat(repeats.groupCount()).isEqualTo(1);
        assertThat(repeats.identicalGroupCount()).isZero();
        int[] groups = repeats.groups(List.of("whole", "part", "half"));
        assertThat(groups[0]).isEqualTo(groups[1]).isNotEqualTo(groups[2]);
    }

    private static double[] mixed(double[] first, double[] second) {
        double[] mixed = first.clone();
        System.arraycopy(second, 0, mixed, mixed.length / 2, mixed.length / 2);
        return mixed;
    }

    @Test
    void channelsCount() {
        double[] shared = noise(1, 500);
        FileRepeats repeats = among(
                new InMemory("one", "x", shared),
                new InMemory("two", "x", shared, shared),
                new InMemory("other", "x", shared, noise(2, 500)));
        assertThat(repeats.groupCount()).isZero();
    }

    @Test
    void flatSeriesOfOtherLengthsAreNotTakenForRepeats() {
        FileRepeats repeats =
                among(new InMemory("short", "x", new double[300]), new InMemory("long", "x", new double[700]));
        assertThat(repeats.groupCount()).isZero();
    }
}
