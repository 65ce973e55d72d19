package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private static final int ROWS = 2000;

    private static ChannelInspection inspect(Channel channel, IntToDoubleFunction value) {
        double[] values = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[i] = value.applyAsDouble(i);
        }
        TimeSeries series = TimeSeries.of("s", TimeAxis.rows(ROWS), List.of(channel), new double[][] {values});
        return Inspection.of(series, Optional.empty()).channels().get(0);
    }

    private static ChannelInspection inspect(IntToDoubleFunction value) {
        return inspect(Channel.of("x"), value);
    }

    @Test
    void tellsKindsApart() {
        Random random = new Random(2);
        assertThat(inspect(i -> Double.NaN).kind()).isEqualTo(ChannelInspection.Kind.SILENT);
        assertThat(inspect(i -> 4).kind()).isEqualTo(ChannelInspection.Kind.CONSTANT);
        assertThat(inspect(i -> i % 500 == 7 ? random.nextGaussian() : 4).kind())
                .isEqualTo(ChannelInspection.Kind.NEARLY_CONSTANT);
        assertThat(inspect(i -> i / 50 % 2).kind()).isEqualTo(ChannelInspection.Kind.BINARY);
        assertThat(inspect(i -> 3 * (i % 1500)).kind()).isEqualTo(ChannelInspection.Kind.COUNTER);
        assertThat(inspect(i -> random.nextInt(5)).kind()).isEqualTo(ChannelInspection.Kind.DISCRETE);
        assertThat(inspect(i -> random.nextGaussian()).kind()).isEqualTo(ChannelInspection.Kind.CONTINUOUS);
    }

    @Test
    void countsAndSummarises() {
        ChannelInspection channel = inspect(i -> i < 500 ? Double.NaN : i % 3);
        assertThat(channel.missing()).isEqualTo(500);
        assertThat(channel.missingShare()).isEqualTo(0.25);
        assertThat(channel.min()).isEqualTo(0);
        assertThat(channel.median()).isEqualTo(1);
        assertThat(channel.max()).isEqualTo(2);
        assertThat(channel.distinct()).isEqualTo(3);
        assertThat(channel.longestRepeat()).isEqualTo(1);
    }

    @Test
    void estimatesNoiseUnderASmoothSignal() {
        Random random = new Random(3);
        // A slow sine of amplitude 100 under noise of 0.5: the spread is the signal's, the estimate the noise's.
        ChannelInspection channel = inspect(i -> 100 * Math.sin(i / 200.0) + 0.5 * random.nextGaussian());
        assertThat(channel.noise()).isCloseTo(0.5, within(0.05));
        Random other = new Random(3);
        ChannelInspection stated = inspect(Channel.of("x").withSensorNoise(0.25), i -> 0.5 * other.nextGaussian());
        assertThat(stated.noise()).isEqualTo(0.25);
    }

    @Test
    void suspectsCodesForMissingValues() {
        Random random = new Random(4);
        assertThat(inspect(i -> i % 100 == 3 ? -999 : 5 + random.nextGaussian()).suspicions())
                .containsExactly("-999 in 20 rows looks like a code for a missing value; declare it a missing token");
        assertThat(inspect(i -> i == 3 ? 65535 : 5 + random.nextGaussian()).suspicions())
                .singleElement()
                .asString()
                .startsWith("65535 in 1 row looks like");
        // A wide signal that happens to pass by a code is no suspect.
        assertThat(inspect(i -> i == 3 ? -999 : 400 * random.nextGaussian()).suspicions())
                .isEmpty();
    }

    @Test
    void suspectsMixedUnits() {
        Random random = new Random(5);
        assertThat(inspect(i -> (4 + 0.1 * random.nextGaussian()) * (i < 1200 ? 1 : 1000))
                        .suspicions())
                .containsExactly(
                        "40.0 % of the values are about 1,000 times the others (first at row 1,200): mixed units?");
        assertThat(inspect(i -> Math.exp(3 * random.nextGaussian())).suspicions())
                .isEmpty();
        assertThat(inspect(i -> (4 + 0.1 * random.nextGaussian()) * (i < 1200 ? 1 : 3))
                        .suspicions())
                .isEmpty();
    }

    @Test
    void suspectsFrozenStretches() {
        Random random = new Random(6);
        double[] stuck = random.doubles(ROWS).toArray();
        Arrays.fill(stuck, 700, 800, stuck[700]);
        assertThat(inspect(i -> stuck[i]).suspicions())
                .singleElement()
                .asString()
                .startsWith("frozen at ")
                .endsWith("for 100 rows from row 700");
        // A channel that often repeats has long runs by chance.
        double[] lazy = random.doubles(ROWS).toArray();
        for (int i = 1; i < ROWS; i++) {
            lazy[i] = random.nextInt(10) < 8 ? lazy[i - 1] : lazy[i];
        }
        assertThat(inspect(i -> lazy[i]).suspicions()).isEmpty();
    }

    @Test
    void comparesWithTheUnit() {
        assertThat(inspect(Channel.of("t").withUnit("K"), i -> 20 * Math.sin(i)).suspicions())
                .containsExactly("falls below 0 K; is the unit degrees Celsius?");
        assertThat(inspect(Channel.of("load").withUnit("%"), i -> i % 100 / 100.0)
                        .suspicions())
                .containsExactly("stays between 0 and 1 though its unit is %; is it a share?");
    }

    @Test
    void printsFortyChannelsReadably() {
        StringBuilder text = new StringBuilder("time");
        for (int c = 0; c < 40; c++) {
            text.append(",a rather long name of a plant sensor number ")
                    .append(c)
                    .append(" [bar]");
        }
        text.append(",label\n");
        Random random = new Random(7);
        for (int row = 0; row < 100; row++) {
            text.append(1_700_000_000L + 10L * row + (row > 50 ? 60 : 0));
            double shared = random.nextGaussian() * 1e-7;
            for (int c = 0; c < 40; c++) {
                text.append(',').append(c < 2 ? shared : random.nextGaussian() * Math.pow(10, c - 20));
            }
            text.append(row % 20 == 3 ? ",1\n" : ",0\n");
        }
        CsvResult result = CsvReader.read(
                new java.io.ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)),
                "plant.csv",
                CsvFormat.auto());
        Inspection inspection = Inspection.of(result);
        String printed = inspection.toText();
        assertThat(printed.lines()).allMatch(line -> line.length() <= 180).hasSizeBetween(45, 70);
        assertThat(printed)
                .contains("plant: 100 rows, 40 channels")
                .contains("a row every 10 s")
                .contains("labels: 5 anomalous rows (5.00 %) in 5 runs, 95 normal, 0 unknown")
                .contains("1 gap, together 5.66 % of the rows; the longest is 70 s")
                .contains("is a copy of 'a rather long name of a plant sensor number 0 [bar]'");
        assertThat(inspection.labels().orElseThrow().anomalous()).isEqualTo(5);
        assertThat(inspection.from()).isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void writesNumbersShort() {
        assertThat(Inspection.number(123456)).isEqualTo("123456");
        assertThat(Inspection.number(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(Inspection.number(-12.34567)).isEqualTo("-12.346");
        assertThat(Inspection.number(1.5e-9)).isEqualTo("1.500e-09");
        assertThat(Inspection.number(0)).isEqualTo("0");
        assertThat(Inspection.number(Double.NaN)).isEqualTo("-");
    }
}
