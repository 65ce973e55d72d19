package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.InjectionKind.Place;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InjectionTest {
    private static final int ROWS = 2000;
    private static final int PERIOD = 40;
    private static final int FIRST = 600;
    private static final Place PLACE = new Place(1000, 1060, 0.5, 300);

    /** Noisy sines of different size and level, a switch of two states and a constant. */
    static TimeSeries plant(int sines, int rows) {
        SplittableRandom random = new SplittableRandom(7);
        double[][] values = new double[sines + 2][rows];
        List<Channel> channels = new ArrayList<>();
        for (int channel = 0; channel < values.length; channel++) {
            channels.add(Channel.of("c" + channel));
        }
        for (int row = 0; row < rows; row++) {
            for (int channel = 0; channel < sines; channel++) {
                double size = Math.pow(10, channel - 1);
                values[channel][row] = 5 * size
                        + size * (Math.sin(2 * Math.PI * row / PERIOD + channel) + 0.1 * random.nextGaussian());
            }
            values[sines][row] = row / 100 % 2;
            values[sines + 1][row] = 3;
        }
        return TimeSeries.wrap("plant", TimeAxis.rows(rows), channels, values);
    }

    private static TimeSeries plant(int sines) {
        return plant(sines, ROWS);
    }

    private static double[] sine() {
        return plant(2).channelValues(1);
    }

    private static double[] changed(InjectionKind kind, double[] values, Place place) {
        return kind.changed(values, place, Injection.spread(values), new SplittableRandom(3));
    }

    @ParameterizedTest
    @EnumSource
    void labelledRowsChangeAndNoOthers(InjectionKind kind) {
        for (int count : new int[] {1, 3}) {
            for (long seed = 0; seed < 10; seed++) {
                TimeSeries normal = plant(6);
                Injection.Injected injected = new Injection(kind, count, seed).into(normal, FIRST, "a");
                List<Interval> anomalies = injected.labels().anomalies();
                assertThat(anomalies).hasSize(count);
                assertThat(anomalies.get(0).from()).isGreaterThanOrEqualTo(FIRST);
                int[] touched = new int[count];
                for (int channel = 0; channel < normal.channelCount(); channel++) {
                    for (int row = 0; row < ROWS; row++) {
                        if (!injected.labels().isAnomalous(row)) {
                            assertThat(injected.series().value(channel, row)).isEqualTo(normal.value(channel, row));
                        }
                    }
                    for (int i = 0; i < count; i++) {
                        double change = change(normal, injected.series(), channel, anomalies.get(i));
                        touched[i] += change > 0 ? 1 : 0;
                        assertThat(channel >= 6 && change > 0)
                                .as("a switch or a constant is touched")
                                .isFalse();
                    }
                }
                assertThat(Arrays.stream(touched)).allMatch(channels -> channels >= 1 && channels <= 4);
                for (Interval anomaly : anomalies) {
                    double largest = 0;
                    for (int channel = 0; channel < 6; channel++) {
                        largest = Math.max(
                                largest,
                                change(normal, injected.series(), channel, anomaly)
                                        / Injection.spread(normal.channelValues(channel)));
                    }
                    assertThat(largest).as("change in spreads").isGreaterThan(0.1);
                }
            }
        }
    }

    private static double change(TimeSeries before, TimeSeries after, int channel, Interval rows) {
        double squares = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            double difference = after.value(channel, row) - before.value(channel, row);
            squares += difference * difference;
        }
        return Math.sqrt(squares / rows.length());
    }

    @ParameterizedTest
    @EnumSource
    void sameSeedAndNameGiveTheSameBitsAndOthersDoNot(InjectionKind kind) {
        Injection injection = new Injection(kind, 3, 1);
        Injection.Injected once = injection.into(plant(6), FIRST, "a");
        Injection.Injected again = injection.into(plant(6), FIRST, "a");
        assertThat(again.labels().anomalies()).isEqualTo(once.labels().anomalies());
        for (int channel = 0; channel < once.series().channelCount(); channel++) {
            assertThat(again.series().channelValues(channel))
                    .isEqualTo(once.series().channelValues(channel));
        }
        assertThat(injection.into(plant(6), FIRST, "b").labels().anomalies())
                .isNotEqualTo(once.labels().anomalies());
        assertThat(new Injection(kind, 3, 2).into(plant(6), FIRST, "a").labels().anomalies())
                .isNotEqualTo(once.labels().anomalies());
    }

    @ParameterizedTest
    @EnumSource
    void sizesFollowTheChannelsOwnSpread(InjectionKind kind) {
        double[] values = sine();
        double[] larger = Arrays.stream(values).map(value -> 1024 * value).toArray();
        double[] small = changed(kind, values, PLACE);
        double[] large = changed(kind, larger, PLACE);
        for (int i = 0; i < small.length; i++) {
            assertThat(large[i]).isEqualTo(1024 * small[i], within(1e-9 * Math.abs(large[i])));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGivenValuesStay(InjectionKind kind) {
        double[] values = sine();
        changed(kind, values, PLACE);
        assertThat(values).isEqualTo(sine());
    }

    @Test
    void levelsMoveAsStated() {
        double[] values = sine();
        double spread = Injection.spread(values);
        double[] shift = moves(InjectionKind.SHIFT, values);
        assertThat(Arrays.stream(shift).boxed())
                .allSatisfy(move -> assertThat(Math.abs(move)).isEqualTo(2.75 * spread, within(1e-9)));
        double[] spike = moves(InjectionKind.SPIKE, values);
        assertThat(Math.abs(spike[0])).isEqualTo(6 * spread, within(1e-9));
        double[] drift = moves(InjectionKind.DRIFT, values);
        assertThat(Math.abs(drift[59])).isEqualTo(3.5 * spread, within(1e-9));
        assertThat(drift[29] / drift[59]).isEqualTo(0.5, within(1e-9));
        double[] bump = moves(InjectionKind.BUMP, values);
        assertThat(Math.abs(bump[30])).isBetween(2.7 * spread, 2.75 * spread);
        assertThat(bump[10]).isEqualTo(bump[49], within(1e-9));
        assertThat(Math.abs(bump[0])).isLessThan(0.01 * spread);
    }

    private static double[] moves(InjectionKind kind, double[] values) {
        double[] moves = changed(kind, values, PLACE);
        for (int i = 0; i < moves.length; i++) {
            moves[i] -= values[PLACE.from() + i];
        }
        return moves;
    }

    @Test
    void shapesChangeAsStated() {
        double[] values = sine();
        double[] piece = Arrays.copyOfRange(values, PLACE.from(), PLACE.to());
        assertThat(changed(InjectionKind.FLAT, values, PLACE)).containsOnly(values[999]);
        double[] reversed = changed(InjectionKind.REVERSAL, values, PLACE);
        assertThat(reversed[0]).isEqualTo(piece[59]);
        assertThat(reversed[59]).isEqualTo(piece[0]);
        assertThat(changed(InjectionKind.SWAPPED_PIECE, values, PLACE)).isEqualTo(Arrays.copyOfRange(values, 300, 360));
        double mean = Arrays.stream(piece).average().orElseThrow();
        assertThat(changed(InjectionKind.SCALE, values, PLACE)[7])
                .isEqualTo(mean + 2 * (piece[7] - mean), within(1e-9));
        double[] warped = changed(InjectionKind.WARP, values, PLACE);
        assertThat(warped[0]).isEqualTo(piece[0]);
        assertThat(warped[59]).isEqualTo(piece[59]);
        assertThat(Arrays.stream(warped).max().orElseThrow())
                .isLessThanOrEqualTo(Arrays.stream(piece).max().orElseThrow());
        assertThat(deviation(moves(InjectionKind.NOISE, values)) / Injection.spread(values))
                .isBetween(1.0, 1.75);
    }

    @Test
    void smoothingTakesTheNoiseAndASkippedCycleTheWave() {
        double[] values = sine();
        double[] smooth = changed(InjectionKind.SMOOTHING, values, PLACE);
        assertThat(roughness(smooth)).isLessThan(0.6 * roughness(Arrays.copyOfRange(values, 1000, 1060)));
        Place cycle = new Place(1000, 1000 + PERIOD, 0.5, 300);
        double[] skipped = changed(InjectionKind.SKIPPED_CYCLE, values, cycle);
        assertThat(deviation(skipped)).isLessThan(0.3 * deviation(Arrays.copyOfRange(values, 1000, 1040)));
        assertThat(deviation(skipped)).as("the noise goes on").isGreaterThan(0.03);
    }

    @Test
    void lengthsAreThoseStated() {
        for (long seed = 0; seed < 30; seed++) {
            assertThat(length(InjectionKind.SPIKE, seed)).isBetween(1, 3);
            assertThat(length(InjectionKind.SHIFT, seed)).isBetween(10, 100);
            assertThat(length(InjectionKind.SKIPPED_CYCLE, seed)).isBetween(PERIOD - 1, PERIOD + 1);
        }
    }

    private static int length(InjectionKind kind, long seed) {
        TimeSeries sine = plant(2).select(1);
        return new Injection(kind, 1, seed)
                .into(sine, FIRST, "a")
                .labels()
                .anomalies()
                .get(0)
                .length();
    }

    @Test
    void aPieceFromElsewhereHasNoRowInCommon() {
        Set<Double> own = new HashSet<>();
        TimeSeries counter =
                TimeSeries.wrap("counter", TimeAxis.rows(ROWS), List.of(Channel.of("row")), new double[][] {
                    IntStream.range(0, ROWS).asDoubleStream().toArray()
                });
        for (long seed = 0; seed < 50; seed++) {
            Injection.Injected injected = new Injection(InjectionKind.SWAPPED_PIECE, 1, seed).into(counter, FIRST, "a");
            Interval rows = injected.labels().anomalies().get(0);
            for (int row = rows.from(); row < rows.to(); row++) {
                double source = injected.series().value(0, row);
                assertThat(rows.contains((int) source)).isFalse();
                own.add(source);
            }
        }
        assertThat(own)
                .as("from before and from behind")
                .anyMatch(row -> row < FIRST)
                .anyMatch(row -> row > 1500);
    }

    @ParameterizedTest
    @EnumSource
    void anAnomalyThatLeavesNoRoomForAnotherPieceIsCut(InjectionKind kind) {
        TimeSeries slow = slow(45);
        for (long seed = 0; seed < 50; seed++) {
            Injection.Injected injected = new Injection(kind, 1, seed).into(slow, 1, "a");
            Interval rows = injected.labels().anomalies().get(0);
            assertThat(rows.length()).isBetween(1, Math.max(rows.from(), slow.length() - rows.to()));
        }
    }

    /** One wave over all rows. */
    private static TimeSeries slow(int rows) {
        SplittableRandom random = new SplittableRandom(7);
        double[] values = IntStream.range(0, rows)
                .mapToDouble(row -> Math.sin(2 * Math.PI * row / rows) + 0.01 * random.nextGaussian())
                .toArray();
        return TimeSeries.wrap("slow", TimeAxis.rows(rows), List.of(Channel.of("wave")), new double[][] {values});
    }

    @Test
    void onlyASwitchIsTouchedWhereNothingElseVaries() {
        TimeSeries normal = plant(0);
        Injection.Injected injected = new Injection(InjectionKind.SHIFT, 1, 1).into(normal, FIRST, "a");
        Interval rows = injected.labels().anomalies().get(0);
        assertThat(change(normal, injected.series(), 0, rows)).isPositive();
        assertThat(change(normal, injected.series(), 1, rows)).isZero();
        assertThatThrownBy(() -> new Injection(InjectionKind.SHIFT, 1, 1).into(normal.select(1), FIRST, "a"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no channel of 'plant' varies");
        assertThatThrownBy(() -> new Injection(InjectionKind.SHIFT, 3, 1).into(normal, ROWS - 100, "a"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2000 rows; anomalies from row 1900 on, 3 of them, need 40 rows each");
        assertThatThrownBy(() -> new Injection(InjectionKind.SHIFT, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSpreadOfAGaussianIsItsDeviation() {
        RandomGenerator random = new SplittableRandom(5);
        double[] values = random.doubles(20_000)
                .map(share -> 4 * random.nextGaussian() + share * 0)
                .toArray();
        values[17] = 1e9;
        values[18] = Double.NaN;
        assertThat(Injection.spread(values)).isEqualTo(4, within(0.1));
        double[] rare = new double[1000];
        rare[3] = 10;
        assertThat(Injection.spread(rare)).as("standard deviation").isEqualTo(Math.sqrt(0.1 - 1e-4), within(1e-9));
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    private static double roughness(double[] values) {
        double squares = 0;
        for (int i = 1; i < values.length; i++) {
            squares += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
