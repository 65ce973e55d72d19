package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Random tables, written in random forms, read back to the same bits with nothing told to the reader. */
class CsvRoundTripTest {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final String[] MISSING = {"", "NaN", "NA", "null", "-", "nan", "N/A"};

    @Test
    void readsBackWhatWasWrittenWithoutBeingToldTheForm() throws IOException {
        for (long seed = 0; seed < 600; seed++) {
            Table table = new Table(seed);
            CsvResult result =
                    CsvReader.read(new ByteArrayInputStream(table.write()), "t" + seed + ".csv", CsvFormat.auto());
            long number = seed;
            Supplier<String> form =
                    () -> "seed " + number + ": " + result.report().toText();
            TimeSeries series = result.series();
            assertThat(series.channelCount()).as(form).isEqualTo(table.values.length);
            assertThat(series.length()).as(form).isEqualTo(table.rows);
            for (int c = 0; c < table.values.length; c++) {
                assertThat(Arrays.equals(series.channelValues(c), table.values[c]))
                        .as(form)
                        .isTrue();
                if (table.header) {
                    assertThat(series.channel(c).name())
                            .as(form)
                            .isEqualTo(("ch " + table.delimiter + "\"" + c).replace(" \t", " "));
                }
            }
            assertThat(series.time().hasTime()).as(form).isEqualTo(table.timeForm > 0);
            int wrong = 0;
            for (int row = 0; row < table.rows && table.timeForm > 0; row++) {
                wrong += series.time().position(row) == table.times[row] ? 0 : 1;
            }
            assertThat(result.labels().isPresent()).as(form).isEqualTo(table.labelled);
            for (int row = 0; row < table.rows && table.labelled; row++) {
                wrong += result.labels().orElseThrow().isAnomalous(row) == table.anomalous[row] ? 0 : 1;
            }
            assertThat(wrong).as(form).isZero();
        }
    }

    /** A table and a form to write it in. */
    private static final class Table {
        private final Random random;
        private final int rows;
        private final double[][] values;
        private final long[] times;
        private final boolean[] anomalous;
        private final char delimiter;
        private final char mark;
        private final boolean header;
        private final boolean labelled;
        private final boolean quoted;
        private final boolean packed;
        private final int timeForm;
        private final String lineEnd;
        private final double missingShare;

        Table(long seed) {
            random = new Random(seed);
            rows = 2 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 40);
            int channels = 2 + random.nextInt(5);
            delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
            mark = random.nextInt(3) == 0 ? ',' : '.';
            header = random.nextInt(4) > 0;
            labelled = header && random.nextBoolean();
            quoted = random.nextInt(3) == 0;
            packed = random.nextInt(4) == 0;
            timeForm = random.nextInt(6);
            lineEnd = random.nextBoolean() ? "\n" : "\r\n";
            missingShare = random.nextInt(3) == 0 ? 0.2 : 0;
            values = new double[channels][rows];
            times = new long[rows];
            anomalous = new boolean[rows];
            long start = 1_600_000_000L + random.nextInt(100_000_000);
            for (int row = 0; row < rows; row++) {
                times[row] = (start + row * 10L) * 1_000_000_000L;
                anomalous[row] = random.nextInt(10) == 0;
                for (int c = 0; c < channels; c++) {
                    // The first row is whole, so that a first line without header is a line of numbers.
                    boolean missing = row > 0 && random.nextDouble() < missingShare;
                    values[c][row] = missing ? Double.NaN : value(c);
                }
            }
        }

        private double value(int channel) {
            return switch (channel % 4) {
                case 0 -> random.nextGaussian();
                case 1 -> Math.round(random.nextGaussian() * 1e5) / 1e3 + 0.5;
                case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
                default -> random.nextInt(1000) + 0.25;
            };
        }

        byte[] write() throws IOException {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
            if (header) {
                text.append(timeForm > 0 ? "timestamp" + delimiter : "");
                for (int c = 0; c < values.length; c++) {
                    text.append(c == 0 ? "" : delimiter)
                            .append("\"ch ")
                            .append(delimiter)
                            .append("\"\"")
                            .append(c);
                    text.append('"');
                }
                text.append(labelled ? delimiter + "label" : "").append(lineEnd);
            }
            for (int row = 0; row < rows; row++) {
                if (timeForm > 0) {
                    text.append(time(times[row])).append(delimiter);
                }
                for (int c = 0; c < values.length; c++) {
                    text.append(c == 0 ? "" : delimiter).append(cell(values[c][row]));
                }
                text.append(labelled ? delimiter + (anomalous[row] ? "1" : "0") : "")
                        .append(lineEnd);
            }
            byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
            if (!packed) {
                return plain;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(plain);
            }
            return bytes.toByteArray();
        }

        private String cell(double value) {
            String cell = Double.isNaN(value)
                    ? MISSING[random.nextInt(MISSING.length)]
                    : Double.toString(value).replace('.', mark);
            boolean quote = quoted || cell.indexOf(delimiter) >= 0;
            return quote ? "\"" + cell + "\"" : cell;
        }

        private String time(long nanos) {
            Instant instant = Instant.ofEpochSecond(nanos / 1_000_000_000L);
            return switch (timeForm) {
                case 1 -> instant.toString();
                case 2 ->
                    LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString().replace('T', ' ');
                case 3 -> Long.toString(nanos / 1_000_000_000L);
                case 4 -> Long.toString(nanos / 1_000_000L);
                default -> instant.atOffset(ZoneOffset.ofHours(5)).toString();
            };
        }
    }
}
