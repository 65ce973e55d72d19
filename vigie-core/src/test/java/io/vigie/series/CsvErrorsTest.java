package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way a file can be bad is answered with one line: where, what was found, what to do. */
class CsvErrorsTest {
    private static String refusal(byte[] bytes, CsvFormat format) {
        BadInputException refusal = catchThrowableOfType(
                BadInputException.class, () -> CsvReader.read(new ByteArrayInputStream(bytes), "plant.csv", format));
        assertThat(refusal).as("refusal").isNotNull();
        String message = String.valueOf(refusal.getMessage());
        assertThat(message).doesNotContain("\n");
        return message;
    }

    private static String refusal(String text, CsvFormat format) {
        return refusal(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private static String refusal(String text) {
        return refusal(text, CsvFormat.auto());
    }

    @Test
    void emptyAndBlankFiles() {
        String message = "plant.csv: the file is empty; give a CSV file with at least one row of data";
        assertThat(refusal("")).isEqualTo(message);
        assertThat(refusal(" \n\n")).isEqualTo(message);
        assertThat(refusal("\ufeff")).isEqualTo(message);
    }

    @Test
    void headerOnly() {
        assertThat(refusal("time,flow\n"))
                .isEqualTo(
                        "plant.csv: there is a header (2 names) but no row of data; give at least one row, or say that"
                                + " the file has no header");
    }

    @Test
    void textInANumberColumn() {
        assertThat(refusal("time,flow\n2024-01-01,1\n2024-01-02,Bad\n"))
                .isEqualTo("plant.csv: line 3, column 2 'flow': 'Bad' is not a number; correct it, declare it a missing"
                        + " token, or ignore the column");
    }

    @Test
    void lineNumbersCountQuotedLineEndsAndBlankLines() {
        assertThat(refusal("\"a\nb\",c\n1,2\n\n3,x\n")).startsWith("plant.csv: line 5, column 2 'c': 'x'");
        assertThat(refusal("a,b,c\r\n1,2,3\r\n\"\r\n4\",5,x\r\n")).startsWith("plant.csv: line 4, column 3 'c': 'x'");
        assertThat(refusal("a,b\r1,2\r3,x\r")).startsWith("plant.csv: line 3, column 2 'b': 'x'");
    }

    @Test
    void lineNumbersHoldFarBeyondTheFirstLines() {
        String text = "a,b\n" + "1,2\n".repeat(200_000) + "1,oops\n";
        assertThat(refusal(text)).startsWith("plant.csv: line 200002, column 2 'b': 'oops'");
    }

    @Test
    void textColumns() {
        assertThat(refusal("a,state\n1,on\n2,off\n"))
                .isEqualTo(
                        "plant.csv: column 'state' holds text such as 'on', not numbers; ignore the column, or, if it"
                                + " is the time, give its pattern, as in 'dd/MM/yyyy HH:mm:ss'");
        assertThat(refusal("s,t,a\nx,y,1\nx,y,2\n")).startsWith("plant.csv: columns 's', 't' hold text such as 'x'");
    }

    @Test
    void otherDecimalMark() {
        assertThat(refusal("a;b\n1.5;2\n2,5;3\n2.5;3\n"))
                .isEqualTo(
                        "plant.csv: line 3, column 1 'a': '2,5' is not a number with decimal mark '.'; if the mark is"
                                + " ',', say so");
    }

    @Test
    void raggedLines() {
        assertThat(refusal("a,b,c\n1,2,3\n4,5\n"))
                .isEqualTo("plant.csv: line 3 has 2 fields, but the header names 3; complete the line (empty fields are"
                        + " missing values), or remove it");
        assertThat(refusal("a,b\n1,2\n4,5,6\n"))
                .isEqualTo("plant.csv: line 3 has more than 2 fields, but the header names 2; a field that holds the"
                        + " delimiter ',' must be quoted, a missing name added");
    }

    @Test
    void infiniteValues() {
        for (String word : List.of("inf", "-Inf", "Infinity", "+infinity")) {
            assertThat(refusal("a,b\n1,2\n1," + word + "\n"))
                    .isEqualTo("plant.csv: line 3, column 2 'b': '" + word + "' is infinite; only finite numbers are"
                            + " allowed, so correct it or declare '" + word + "' a missing token");
        }
        assertThat(refusal("a,b\n1,2\n1,-1e999\n"))
                .isEqualTo(
                        "plant.csv: line 3, column 2 'b': '-1e999' is beyond the largest number (1.8e308); correct it"
                                + " or declare it a missing token");
    }

    @Test
    void times() {
        assertThat(refusal("time,a\n2024-01-01,1\n2024-02-30,2\n2024-03-01,2\n2024-03-02,2\n"))
                .contains("'time'");
        String rows = "2024-01-01,1\n".repeat(300);
        assertThat(refusal("time,a\n" + rows + "2024-02-30,2\n"))
                .isEqualTo(
                        "plant.csv: line 302, column 1 'time': '2024-02-30' is not a time of the form ISO-8601 without"
                                + " zone (kept as local time) between 1678 and 2261, as this column holds; correct it, or give the"
                                + " pattern");
        assertThat(refusal("time,a\n" + rows + "2024-02-03T00:00Z,2\n")).contains("line 302, column 1 'time'");
        assertThat(refusal("time,a\n" + rows + ",2\n"))
                .isEqualTo("plant.csv: line 302, column 1 'time': the time is missing; give every row a time, or remove"
                        + " the row");
        assertThat(refusal("a,b\n1,2\n", CsvFormat.auto().withTime(ColumnChoice.named("when"))))
                .isEqualTo("plant.csv: there is no time column 'when'; columns are 'a', 'b'");
        assertThat(refusal("when,b\n5,2\n", CsvFormat.auto().withTime(ColumnChoice.named("when"))))
                .contains("column 'when' holds 5, whose size is that of no epoch time");
        assertThat(refusal("when,b\n01/02/2024,2\n", CsvFormat.auto().withTime(ColumnChoice.named("when"))))
                .contains("holds '01/02/2024', which is no ISO-8601 time and no epoch number; give its pattern");
        assertThat(refusal("when,b\n01/02/2024,2\n", CsvFormat.auto().withTimePattern("dd.MM.yyyy")))
                .contains("no column fits the time pattern 'dd.MM.yyyy'");
    }

    @Test
    void labels() {
        assertThat(refusal("a,b\n1,0\n2,maybe\n", CsvFormat.auto().withLabel(ColumnChoice.named("b"))))
                .isEqualTo(
                        "plant.csv: line 3, column 2 'b': 'maybe' is not a label; use 0 or normal, 1 or anomaly, -1 or"
                                + " empty for unknown");
    }

    @Test
    void columnsThatAreNotThere() {
        assertThat(refusal("a,b\n1,0\n", CsvFormat.auto().withIgnored(List.of("x"))))
                .isEqualTo("plant.csv: there is no column 'x' to ignore; columns are 'a', 'b'");
        assertThat(refusal("time\n2024-01-01\n")).contains("no column is left for a channel");
        assertThat(refusal("a,b\n1,0\n", CsvFormat.auto().withLayout(CsvFormat.Layout.LONG)))
                .contains("the long layout needs a time, a channel and a value column, and no time column was found");
        assertThat(refusal("t,tag,value\n2024-01-01,P,1\n2024-01-01,,2\n"))
                .startsWith("plant.csv: line 3, column 2 'tag'");
        assertThat(refusal("t,tag,value\n2024-01-01,P,1\n2024-01-02,P,1\n2024-01-01,Q,low\n"))
                .startsWith("plant.csv: line 4, column 3 'value': 'low' is not a number");
    }

    @Test
    void quotes() {
        assertThat(refusal("a,b\n1,2\n\"3,4\n5,6\n"))
                .isEqualTo("plant.csv: line 3: a quote (\") is opened in the record that starts here and never closed;"
                        + " close or remove it");
        assertThat(refusal("a,b\n1,2\n\"3\"x,4\n"))
                .startsWith("plant.csv: line 3: a character follows a closing quote");
        assertThat(refusal("\"a,b\n1,2\n")).startsWith("plant.csv: line 1: a quote (\") is opened");
    }

    @Test
    void binaryFiles() {
        Random random = new Random(1);
        byte[] junk = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            random.nextBytes(junk);
            assertThat(refusal(junk, CsvFormat.auto())).startsWith("plant.csv: ");
        }
        assertThat(refusal("a,b\n1,\0\n")).startsWith("plant.csv: line 2 holds the control character 0x00");
        assertThat(refusal("PK\003\004....")).contains("a zip archive or an Excel workbook; give CSV text");
        assertThat(refusal("PAR1....")).contains("a Parquet file");
    }

    @Test
    void wrongEncoding() {
        byte[] bytes = "a,b\n1,2\n3,4 °C\n".getBytes(Charset.forName("windows-1252"));
        assertThat(refusal(bytes, CsvFormat.auto()))
                .isEqualTo(
                        "plant.csv: line 3 holds the byte 0xB0, which is not UTF-8 text; save the file as UTF-8, or name"
                                + " its charset (windows-1252 is common)");
        byte[] late = ("a,b\n" + "1,2\n".repeat(300_000) + "1,°\n").getBytes(Charset.forName("windows-1252"));
        assertThat(refusal(late, CsvFormat.auto())).startsWith("plant.csv: line 300002 holds the byte 0xB0");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void brokenGzip() throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 40_000; i++) {
            text.append(random.nextInt(1000))
                    .append(',')
                    .append(random.nextInt(1000))
                    .append('\n');
        }
        byte[] whole = gzip(text.toString());
        for (int length : new int[] {3, 12, 30, 1000, whole.length / 2, whole.length - 9, whole.length - 1}) {
            assertThat(refusal(Arrays.copyOf(whole, length), CsvFormat.auto()))
                    .as("cut to %s bytes", length)
                    .contains("the gzip data end too early near line ");
        }
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            byte[] flipped = whole.clone();
            flipped[20 + random.nextInt(whole.length - 30)] ^= (byte) (1 << random.nextInt(8));
            refused += refusal(flipped, CsvFormat.auto()).startsWith("plant.csv: ") ? 1 : 0;
        }
        assertThat(refused).isEqualTo(20);
    }

    /** Gives one byte for ever, less a first part. */
    private static InputStream endless(String start, String repeated) {
        byte[] first = start.getBytes(StandardCharsets.UTF_8);
        byte[] unit = repeated.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                long at = position++;
                return at < first.length ? first[(int) at] : unit[(int) ((at - first.length) % unit.length)];
            }

            @Override
            public int read(byte[] target, int from, int length) {
                for (int i = 0; i < length; i++) {
                    target[from + i] = (byte) read();
                }
                return length;
            }
        };
    }

    @Test
    void endlessLinesEndInAnErrorNotInMemory() {
        assertThatThrownBy(() -> CsvReader.read(endless("", "7"), "plant.csv", CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("plant.csv: line 1 is longer than ");
        assertThatThrownBy(() -> CsvReader.read(endless("a,b\n", "1,"), "plant.csv", CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("plant.csv: line 2 is longer than ");
        String start = "a,b\n" + "1,2\n".repeat(100_000);
        assertThatThrownBy(() -> CsvReader.read(endless(start, "1,"), "plant.csv", CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("plant.csv: line 100002 has more than 2 fields");
        assertThatThrownBy(() -> CsvReader.read(endless(start, "7"), "plant.csv", CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("plant.csv: line 100002: a field that starts here is longer than ");
        assertThatThrownBy(() -> CsvReader.read(endless(start + "1,\"", "7\n"), "plant.csv", CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 100002: a field that starts here is longer than ");
    }

    @Test
    void pathsThatAreNoFiles(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> CsvReader.read(folder, CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder + " is a directory; give the CSV files in it");
        Path none = folder.resolve("none.csv");
        assertThatThrownBy(() -> CsvReader.read(none, CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("there is no file " + none + "; check the path");
        Path good = Files.writeString(folder.resolve("good.csv"), "time,a\n2024-01-01,1\n");
        Path untimed = Files.writeString(folder.resolve("untimed.csv"), "a\n1\n");
        assertThatThrownBy(() -> CsvReader.readAsOne(List.of(good, untimed), CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("untimed.csv has times of kind ROW, but good.csv of kind LOCAL");
        assertThatThrownBy(() -> CsvReader.readEach(List.of(), CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no file was given");
    }

    @Test
    void formatsThatCannotBe() {
        assertThatThrownBy(() -> CsvFormat.auto().withDelimiter("ab"))
                .hasMessageContaining("'ab' is not one character");
        assertThatThrownBy(() -> CsvFormat.auto().withDelimiter('"')).hasMessageContaining("cannot be told from data");
        assertThatThrownBy(() -> CsvFormat.auto().withZone("Mars/Base"))
                .hasMessageContaining("'Mars/Base' is not known");
        assertThatThrownBy(() -> CsvFormat.auto().withTimePattern("{")).hasMessageContaining("time pattern '{'");
        assertThatThrownBy(() -> ColumnChoice.at(0)).hasMessageContaining("columns count from 1");
    }
}
