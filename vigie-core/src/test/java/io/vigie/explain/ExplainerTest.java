package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Expectation;
import io.vigie.detect.Scores;
import io.vigie.judge.Episode;
import io.vigie.model.MemoryModel;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {
    private static final Interval ROWS = new Interval(40, 60);

    /** Channels around 3.9 bar and 21 l/min whose expectation is that constant; rows a minute apart. */
    private static final class Plant {
        final double[][] values;
        final double[][] contributions;
        final List<Channel> channels = new ArrayList<>();
        HealthEvidence health = HealthEvidence.HEALTHY;
        boolean withContributions = true;

        Plant(int count) {
            Random random = new Random(5);
            values = new double[count][100];
            contributions = new double[count][100];
            for (int c = 0; c < count; c++) {
                String name = c == 0 ? "pressure-3" : c == 1 ? "flow-1" : "x" + c;
                channels.add(Channel.of(name).withUnit(c == 0 ? "bar" : c == 1 ? "l/min" : null));
                for (int row = 0; row < 100; row++) {
                    values[c][row] = centre(c) + spread(c) * random.nextGaussian();
                    contributions[c][row] = (row * 37 % 40) / 40.0;
                }
            }
        }

        static double centre(int channel) {
            return channel == 0 ? 3.9 : channel == 1 ? 21 : 0;
        }

        static double spread(int channel) {
            return channel == 0 ? 0.2 : channel == 1 ? 1.5 : 1;
        }

        Plant plant(int channel, double contribution, IntToDoubleFunction course) {
            for (int row = ROWS.from(); row < ROWS.to(); row++) {
                values[channel][row] = course.applyAsDouble(row - ROWS.from());
                contributions[channel][row] = contribution;
            }
            return this;
        }

        Event explain() {
            TimeAxis time = TimeAxis.regular(
                    TimeAxis.Kind.INSTANT,
                    Instant.parse("2024-03-01T00:00:00Z").getEpochSecond() * 1_000_000_000L,
                    60_000_000_000L,
                    100);
            TimeSeries raw = TimeSeries.of("plant", time, channels, values);
            Scores scores = withContributions
                    ? Scores.of(new double[100], floats(0, 100), "nats", 0)
                    : Scores.of(new double[100], "nats", 0);
            Scores normal = withContributions
                    ? Scores.of(new double[40], floats(0, 40), "nats", 0)
                    : Scores.of(new double[40], "nats", 0);
            TimeSeries prepared = TimeSeries.of("plant", time, channels, filled());
            Blame blame = new Blame(
                    scores,
                    ContributionLevels.fit(normal),
                    prepared,
                    MovementLevels.fit(List.of(prepared.slice(0, ROWS.from()))));
            return new Explainer(raw, blame, health, this::expectation)
                    .explain(List.of(new Episode(ROWS, 47, 0.98, 5)))
                    .get(0);
        }

        /** As preparation leaves them: what is missing has its usual value. */
        private double[][] filled() {
            double[][] filled = new double[values.length][];
            for (int c = 0; c < filled.length; c++) {
                double usual = centre(c);
                filled[c] = Arrays.stream(values[c])
                        .map(value -> Double.isNaN(value) ? usual : value)
                        .toArray();
            }
            return filled;
        }

        private float[][] floats(int from, int to) {
            float[][] floats = new float[contributions.length][to - from];
            for (int c = 0; c < floats.length; c++) {
                for (int row = from; row < to; row++) {
                    floats[c][row - from] = (float) contributions[c][row];
                }
            }
            return floats;
        }

        private Expectation expectation(Interval rows) {
            double[][] expected = new double[values.length][rows.length()];
            double[][] spread = new double[values.length][rows.length()];
            for (int c = 0; c < values.length; c++) {
                Arrays.fill(expected[c], centre(c));
                Arrays.fill(spread[c], spread(c));
            }
            return new Expectation(rows, expected, spread);
        }
    }

    @Test
    void fallenChannelIsNamedWithTheOtherStayingNormal() {
        Event event = new Plant(2).plant(0, 30, i -> i == 7 ? 1.2 : 1.4).explain();
        assertThat(event.sentence())
                .isEqualTo("pressure-3 fell to 1.2 bar (expected 3.9 ± 0.2) while flow-1 stayed normal");
        assertThat(event.start()).isEqualTo("2024-03-01T00:40:00Z");
        assertThat(event.peak()).isEqualTo("2024-03-01T00:47:00Z");
        assertThat(event.end()).isEqualTo("2024-03-01T00:59:00Z");
        assertThat(event.duration()).isEqualTo("20 min");
        assertThat(event.fromContributions()).isTrue();
        ChannelFinding first = event.channels().get(0);
        assertThat(first.direction()).isEqualTo(Direction.BELOW);
        assertThat(first.row()).isEqualTo(47);
        assertThat(first.actual()).isEqualTo(1.2);
        assertThat(first.share()).isGreaterThan(0.9);
        assertThat(event.affectedChannels()).containsExactly(first);
    }

    @Test
    void twoChannelsInTheOrderOfTheirBlame() {
        Event event = new Plant(5)
                .plant(0, 30, i -> 4.9)
                .plant(1, 60, i -> 30 + 0.1 * i)
                .explain();
        assertThat(event.sentence())
                .isEqualTo("flow-1 rose to 31.9 l/min (expected 21.0 ± 1.5) and pressure-3 rose to 4.9 bar"
                        + " (expected 3.9 ± 0.2) while the other 3 channels stayed normal");
        assertThat(event.channels().stream().mapToDouble(ChannelFinding::share).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void eachDirectionIsFound() {
        Random random = new Random(3);
        assertThat(direction(new Plant(2).plant(0, 30, i -> 5))).isEqualTo(Direction.ABOVE);
        assertThat(direction(new Plant(2).plant(0, 30, i -> 2))).isEqualTo(Direction.BELOW);
        assertThat(direction(new Plant(2).plant(0, 30, i -> 3.9 + 0.8 * random.nextGaussian())))
                .isEqualTo(Direction.NOISIER);
        assertThat(direction(new Plant(2).plant(0, 30, i -> 3.9 + Math.sin(i * 0.7))))
                .isEqualTo(Direction.SHAPE);
        assertThat(direction(new Plant(2).plant(0, 30, i -> 3.9 + 0.1 * Math.sin(i * 0.7))))
                .isEqualTo(Direction.SHAPE);
        assertThat(direction(new Plant(2).plant(0, 30, i -> i < 5 ? 3.9 : Double.NaN)))
                .isEqualTo(Direction.SILENT);
        assertThat(direction(frozen(new Plant(2).plant(0, 30, i -> 4.0)))).isEqualTo(Direction.FROZEN);
    }

    @Test
    void sentencesOfTheOtherDirections() {
        assertThat(frozen(new Plant(1).plant(0, 30, i -> 4.0)).explain().sentence())
                .isEqualTo("pressure-3 froze at 4.0 bar (expected 3.9 ± 0.2)");
        assertThat(new Plant(1).plant(0, 30, i -> Double.NaN).explain().sentence())
                .isEqualTo("pressure-3 sent no values (expected 3.9 ± 0.2 bar)");
        assertThat(new Plant(3)
                        .plant(0, 30, i -> 3.9 + (i % 2 == 0 ? 0.8 : -0.8))
                        .explain()
                        .sentence())
                .isEqualTo("pressure-3 became 4 times noisier than normal (± 0.8 instead of ± 0.2 bar)"
                        + " while flow-1 and x2 stayed normal");
        assertThat(new Plant(1)
                        .plant(0, 30, i -> 3.9 + 0.1 * Math.sin(i * 0.7))
                        .explain()
                        .sentence())
                .isEqualTo("pressure-3 left its usual course");
    }

    @Test
    void manyAffectedChannelsAreCounted() {
        Plant plant = new Plant(40);
        for (int c = 0; c < 12; c++) {
            int channel = c;
            double departure = c == 0 ? 11 : c == 1 ? 9 : 5;
            plant.plant(c, 50 * Math.pow(0.82, c), i -> Plant.centre(channel) + departure * Plant.spread(channel));
        }
        assertThat(plant.explain().sentence())
                .isEqualTo("pressure-3 rose to 6.1 bar (expected 3.9 ± 0.2), flow-1 rose to 34.5 l/min"
                        + " (expected 21.0 ± 1.5) and 10 other channels departed too");
    }

    @Test
    void withoutContributionsTheDepartureDecides() {
        Plant plant = new Plant(3).plant(1, 0, i -> 3);
        plant.withContributions = false;
        Event event = plant.explain();
        assertThat(event.fromContributions()).isFalse();
        assertThat(event.channels().get(0).channel()).isEqualTo("flow-1");
        assertThat(event.channels().get(0).share()).isGreaterThan(0.8);
        assertThat(event.sentence()).startsWith("flow-1 fell to 3.0 l/min (expected 21.0 ± 1.5)");
    }

    @Test
    void unmovedChannelUnderAMovedExpectationStayed() {
        Plant plant = new Plant(1).plant(0, 30, i -> 3.9);
        double[][] expected = new double[1][ROWS.length()];
        double[][] spread = new double[1][ROWS.length()];
        Arrays.fill(expected[0], 1.2);
        Arrays.fill(spread[0], 0.2);
        TimeSeries raw = TimeSeries.of("plant", TimeAxis.rows(100), plant.channels, plant.values);
        Scores scores = Scores.of(new double[100], "nats", 0);
        Event event = new Explainer(
                        raw,
                        new Blame(scores, ContributionLevels.fit(scores), raw, MovementLevels.none()),
                        HealthEvidence.HEALTHY,
                        rows -> new Expectation(rows, expected, spread))
                .explain(new Episode(ROWS, 47, 0.9, 4));
        assertThat(event.sentence()).isEqualTo("pressure-3 stayed at 3.9 bar (expected 1.2 ± 0.2)");
        assertThat(event.duration()).isEqualTo("20 rows");
        assertThat(event.start()).isEqualTo("40");
    }

    @ParameterizedTest
    @CsvSource({
        "1.2345, 3.9, 0.2, 1.2, 3.9, 0.2",
        "1234.5, 1100, 30, 1230, 1100, 30",
        "0.00123, 0.0034, 0.00012, 0.00123," + " 0.00340, 0.00012",
        "5.123456, 5, 0, 5.123, 5, 0",
        "1e9, 2e9, 1e8, 1.00e9, 2.00e9, 1.0e8",
        "120, 3, 0.002, 120, 3.000, 0.002",
        "-0.04, 3, 0.5, 0.0, 3.0, 0.5",
        "9.97, 3, 1.02, 10.0, 3.0, 1.0"
    })
    void digitsFollowTheSpread(
            double actual, double expected, double spread, String actualText, String expectedText, String spreadText) {
        assertThat(Figures.against(actual, expected, spread)).isEqualTo(actualText);
        assertThat(Figures.value(expected, spread)).isEqualTo(expectedText);
        if (spread > 0) {
            assertThat(Figures.spread(spread)).isEqualTo(spreadText);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.00035S, 0.35 ms",
        "PT0.35S, 350 ms",
        "PT45S, 45 s",
        "PT2M5S, 2 min 5 s",
        "PT12M, 12 min",
        "PT59M40S, 1 h",
        "PT3H20M, 3 h 20 min",
        "P1D, 1 day",
        "P2DT4H, 2 days 4 h",
        "P30DT3H, 30 days",
        "PT23H59M50S, 1 day"
    })
    void durationsAreSaidAsPeopleSayThem(String duration, String words) {
        assertThat(TimeWords.words(Duration.parse(duration))).isEqualTo(words);
    }

    @Test
    void levelsSurviveWritingAndMismatchesAreRefused() {
        float[][] contributions = {{0, 1, 2, 3, 100}, {5, 5, 5, 5, 5}};
        ContributionLevels levels = ContributionLevels.fit(Scores.of(new double[5], contributions, "nats", 0));
        assertThat(levels.median(0)).isEqualTo(2);
        assertThat(levels.high(0)).isEqualTo(100);
        MemoryModel memory = new MemoryModel();
        levels.write(memory);
        ContributionLevels read = ContributionLevels.read(memory.asReader());
        assertThat(read.channelCount()).isEqualTo(2);
        assertThat(read.high(1)).isEqualTo(levels.high(1));
        TimeSeries raw = TimeSeries.of("one", TimeAxis.rows(5), List.of(Channel.of("a")), new double[1][5]);
        assertThatThrownBy(() -> new Blame(Scores.of(new double[5], "nats", 0), levels, raw, MovementLevels.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("levels of 2");
    }

    private static Direction direction(Plant plant) {
        return plant.explain().channels().get(0).direction();
    }

    private static Plant frozen(Plant plant) {
        plant.health = new HealthEvidence() {
            @Override
            public boolean frozen(int channel, int row) {
                return channel == 0 && row > ROWS.from() + 5;
            }

            @Override
            public boolean silent(int channel, int row) {
                return false;
            }
        };
        return plant;
    }
}
