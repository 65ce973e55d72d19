package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvReaderTest {
    private static CsvResult read(String text, CsvFormat format) {
        return read(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private static CsvResult read(byte[] bytes, CsvFormat format) {
        return CsvReader.read(new ByteArrayInputStream(bytes), "plant.csv", format);
    }

    private static CsvResult read(String text) {
        return read(text, CsvFormat.auto());
    }

    private static List<String> names(CsvResult result) {
        return result.series().schema().channelNames();
    }

    @Test
    void readsAWideTableWithTimeAndLabels() {
        CsvResult result = read("""
                time,pressure [bar],flow,Label
                2024-03-01T00:00:00Z,1.5,20,0
                2024-03-01T00:01:00Z,1.25,,1
                2024-03-01T00:02:00Z,NaN,22,
                """);
        TimeSeries series = result.series();
        assertThat(series.name()).isEqualTo("plant");
        assertThat(names(result)).containsExactly("pressure [bar]", "flow");
        assertThat(series.channel(0).unit()).isEqualTo("bar");
        assertThat(series.channel(1).unit()).isNull();
        assertThat(series.time().kind()).isEqualTo(TimeAxis.Kind.INSTANT);
        assertThat(series.time().format(1)).isEqualTo("2024-03-01T00:01:00Z");
        assertThat(series.schema().samplingInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(series.channelValues(0)).containsExactly(1.5, 1.25, Double.NaN);
        assertThat(series.channelValues(1)).containsExactly(20, Double.NaN, 22);
        Labels labels = result.labels().orElseThrow();
        assertThat(List.of(labels.get(0), labels.get(1), labels.get(2)))
                .containsExactly(Labels.State.NORMAL, Labels.State.ANOMALOUS, Labels.State.UNKNOWN);
        ReadReport report = result.report();
        assertThat(report.rows()).isEqualTo(3);
        assertThat(report.timeColumn()).isEqualTo("time");
        assertThat(report.labelColumn()).isEqualTo("Label");
        assertThat(report.missingTokens()).containsEntry("(empty)", 2L).containsEntry("nan", 1L);
        assertThat(report.toText()).contains("3 rows, wide layout", "column 'time', ISO-8601 with zone", "nan 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                ", ! . ! ','",
                "; ! . ! ';'",
                "; ! , ! ';'",
                "TAB ! , ! tab",
                "TAB ! . ! tab",
                "| ! . ! '|'",
                "| ! , ! '|'"
            })
    void findsDelimiterAndDecimalMark(String delimiterName, String mark, String told) {
        String delimiter = delimiterName.equals("TAB") ? "\t" : delimiterName;
        String text = String.join(delimiter, "time", "a", "b") + "\r\n"
                + String.join(delimiter, "2024-01-01 00:00:00", "1.5".replace(".", mark), "-2") + "\r\n"
                + String.join(delimiter, "2024-01-01 00:00:10", "1e3", "2.25".replace(".", mark)) + "\r\n";
        CsvResult result = read(text);
        assertThat(result.series().channelValues(0)).containsExactly(1.5, 1000);
        assertThat(result.series().channelValues(1)).containsExactly(-2, 2.25);
        assertThat(result.report().delimiter()).isEqualTo(told);
        assertThat(result.report().decimalMark()).isEqualTo(mark.charAt(0));
        assertThat(result.report().notes()).contains("delimiter " + told + " found by looking");
    }

    @Test
    void readsAQuotedDecimalCommaBetweenCommas() {
        CsvResult result = read("a,b\n\"1,5\",\"2,25\"\n\"-1,75\",3\n");
        assertThat(result.series().channelValues(0)).containsExactly(1.5, -1.75);
        assertThat(result.series().channelValues(1)).containsExactly(2.25, 3);
    }

    @Test
    void warnsThatCommasMayGroupThousands() {
        CsvResult result = read("a;b\n1,500;2,250\n3,125;4,000\n");
        assertThat(result.series().value(0, 0)).isEqualTo(1.5);
        assertThat(result.report().notes()).anyMatch(note -> note.contains("group thousands"));
    }

    @Test
    void readsQuotesBlanksAndByteOrderMark() {
        CsvResult result = read("\ufeff\"flow, cold\" , \"a \"\"b\"\"\"\n 1 ,\" 2 \"\n3,4");
        assertThat(names(result)).containsExactly("flow, cold", "a \"b\"");
        assertThat(result.series().row(0)).containsExactly(1, 2);
        assertThat(result.series().row(1)).containsExactly(3, 4);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, fffe", "UTF-16BE, feff", "UTF-8, efbbbf"})
    void followsTheByteOrderMark(String charset, String mark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(java.util.HexFormat.of().parseHex(mark));
        bytes.write("température\n1.5\n2\n".getBytes(Charset.forName(charset)));
        CsvResult result = read(bytes.toByteArray(), CsvFormat.auto());
        assertThat(names(result)).containsExactly("température");
        assertThat(result.report().charset()).isEqualTo(charset);
    }

    @Test
    void readsANamedCharset() {
        byte[] bytes = "température\n1.5\n".getBytes(Charset.forName("windows-1252"));
        assertThat(names(read(bytes, CsvFormat.auto().withCharset(Charset.forName("windows-1252")))))
                .containsExactly("température");
    }

    @Test
    void namesChannelsByPositionWithoutHeader() {
        CsvResult result = read("1,2,3\n4,5,6\n");
        assertThat(names(result)).containsExactly("c1", "c2", "c3");
        assertThat(result.series().length()).isEqualTo(2);
        assertThat(result.report().notes()).anyMatch(note -> note.startsWith("no header found"));
    }

    @Test
    void takesHeaderOfNumbersWhereItCounts() {
        assertThat(read("0,1,2\n4.5,5,6\n7,8,9\n").series().length()).isEqualTo(2);
        assertThat(read("0,1,2\n4.5,5,6\n7,8,9\n", CsvFormat.auto().withHeader(CsvFormat.Header.NO))
                        .series()
                        .length())
                .isEqualTo(3);
        assertThat(names(read("10,20\n4.5,5\n", CsvFormat.auto().withHeader(CsvFormat.Header.YES))))
                .containsExactly("10", "20");
    }

    @Test
    void numbersRepeatedAndEmptyNames() {
        CsvResult result = read("flow,flow,,flow_2\n1,2,3,4\n1,2,3,5\n");
        assertThat(names(result)).containsExactly("flow", "flow_3", "c3", "flow_2");
        assertThat(result.report().notes()).anyMatch(note -> note.contains("'flow_3'"));
        assertThat(result.report().notes()).anyMatch(note -> note.contains("has no name"));
    }

    @Test
    void leavesOutARowNumberColumn() {
        CsvResult result = read(",x,y\n0,5,1\n1,6,1\n2,4,1\n");
        assertThat(names(result)).containsExactly("x", "y");
        assertThat(result.report().notes()).anyMatch(note -> note.contains("numbers the rows"));
        assertThat(result.report().ignoredColumns()).containsExactly("c1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "2024-02-29T23:59:59.5Z ! 2024-02-29T23:59:59.500Z",
                "2024-02-29T23:59:59+01:30 ! 2024-02-29T22:29:59Z",
                "2024-02-29 23:59:59.123456789 -0500 ! 2024-03-01T04:59:59.123456789Z",
                "2024-02-29 23:59:59 UTC ! 2024-02-29T23:59:59Z",
                "2024-02-29T23:59+02 ! 2024-02-29T21:59:00Z",
                "2024-02-29T23:59:59.25 ! 2024-02-29T23:59:59.250",
                "2024/02/29 23:59 ! 2024-02-29T23:59",
                "2024-02-29 ! 2024-02-29T00:00",
                "1969-12-31T23:59:59.999Z ! 1969-12-31T23:59:59.999Z",
                "1900-03-01 ! 1900-03-01T00:00",
                "1700000000 ! 2023-11-14T22:13:20Z",
                "1700000000.25 ! 2023-11-14T22:13:20.250Z",
                "1700000000123 ! 2023-11-14T22:13:20.123Z",
                "1700000000123456 ! 2023-11-14T22:13:20.123456Z",
                "1700000000123456789 ! 2023-11-14T22:13:20.123456789Z",
                "1.7e9 ! 2023-11-14T22:13:20Z"
            })
    void readsTimes(String written, String meant) {
        CsvResult result = read("timestamp;x\n" + written + ";1\n" + written + ";2\n");
        assertThat(result.series().channelCount()).isEqualTo(1);
        assertThat(result.series().time().format(0)).isEqualTo(meant);
    }

    @Test
    void agreesWithTheLibraryOnEveryDayOfFourCenturies() {
        StringBuilder text = new StringBuilder("date,x\n");
        java.time.LocalDate start = java.time.LocalDate.of(1850, 1, 1);
        int days = 400 * 365;
        for (int i = 0; i < days; i++) {
            text.append(start.plusDays(i)).append(",1\n");
        }
        TimeAxis time = read(text.toString()).series().time();
        int wrong = 0;
        for (int i = 0; i < days; i++) {
            wrong += time.position(i) == start.plusDays(i).toEpochDay() * 86_400_000_000_000L ? 0 : 1;
        }
        assertThat(wrong).isZero();
    }

    @Test
    void readsAPatternAndAZone() {
        CsvFormat format = CsvFormat.auto().withTimePattern("dd/MM/yyyy HH:mm");
        CsvResult local = read("when,x\n01/07/2024 12:00,1\n01/07/2024 12:10,2\n", format);
        assertThat(local.series().time().format(0)).isEqualTo("2024-07-01T12:00");
        CsvResult zoned = read("when,x\n01/07/2024 12:00,1\n01/07/2024 12:10,2\n", format.withZone("Europe/Paris"));
        assertThat(zoned.series().time().format(0)).isEqualTo("2024-07-01T10:00:00Z");
        assertThat(zoned.report().timeFormat()).isEqualTo("pattern 'dd/MM/yyyy HH:mm' in zone Europe/Paris");
        CsvResult iso = read("when,x\n2024-01-01 12:00,1\n", CsvFormat.auto().withZone("+01:00"));
        assertThat(iso.series().time().format(0)).isEqualTo("2024-01-01T11:00:00Z");
    }

    @Test
    void numbersRowsWhereTimeIsNoneOrNoTime() {
        CsvResult elapsed = read("time,x\n0.0,1\n0.5,2\n1.0,3\n");
        assertThat(elapsed.series().time().hasTime()).isFalse();
        assertThat(names(elapsed)).containsExactly("x");
        assertThat(elapsed.report().notes()).anyMatch(note -> note.contains("rises but is no date"));
        CsvResult none = read("time,x\n0.0,1\n0.5,2\n1.0,3\n", CsvFormat.auto().withTime(ColumnChoice.none()));
        assertThat(names(none)).containsExactly("time", "x");
    }

    @Test
    void choosesColumnsByNameAndPosition() {
        String text = "a,b,stamp,state\n1,2,2024-01-01,normal\n3,4,2024-01-02,anomaly\n5,6,2024-01-03,-1\n";
        CsvResult named = read(
                text,
                CsvFormat.auto()
                        .withTime(ColumnChoice.named("STAMP"))
                        .withLabel(ColumnChoice.parse("state"))
                        .withIgnored(List.of("#2")));
        assertThat(names(named)).containsExactly("a");
        Labels labels = named.labels().orElseThrow();
        assertThat(labels.anomalies()).containsExactly(new Interval(1, 2));
        assertThat(labels.get(2)).isEqualTo(Labels.State.UNKNOWN);
        assertThat(read("a,Label\n1,0\n2,1\n", CsvFormat.auto().withLabel(ColumnChoice.none()))
                        .labels())
                .isEmpty();
    }

    @Test
    void readsMissingTokens() {
        CsvResult result = read(
                "a,b\n1,NaN\nNA,2\nnull,-\nNone,n/a\nBad,-999\n6,-999.0\n",
                CsvFormat.auto().withMissing(List.of("Bad", "-999")));
        assertThat(result.series().channelValues(0))
                .containsExactly(1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 6);
        assertThat(result.series().channelValues(1))
                .containsExactly(Double.NaN, 2, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        assertThat(result.report().missingTokens())
                .containsEntry("Bad", 1L)
                .containsEntry("-999", 2L)
                .containsEntry("-", 1L);
    }

    @Test
    void readsTheLongLayout() {
        CsvResult result = read("""
                timestamp;tag;value
                2024-01-01 00:00:00;P1;1,5
                2024-01-01 00:00:00;F1;20
                2024-01-01 00:00:10;P1;1,6
                2024-01-01 00:00:20;F1;21
                2024-01-01 00:00:20;P1;
                2024-01-01 00:00:05;P1;9
                2024-01-01 00:00:05;P1;8
                """);
        assertThat(names(result)).containsExactly("P1", "F1");
        assertThat(result.series().length()).isEqualTo(4);
        assertThat(result.series().channelValues(0)).containsExactly(1.5, 8, 1.6, Double.NaN);
        assertThat(result.series().channelValues(1)).containsExactly(20, Double.NaN, Double.NaN, 21);
        assertThat(result.report().layout()).isEqualTo("long");
        assertThat(result.report().notes())
                .anyMatch(note -> note.contains("sorted by time"))
                .anyMatch(note -> note.startsWith("1 values for a time and channel"));
    }

    @Test
    void readsTheLongLayoutByNamesAndWithUnusedColumns() {
        String text = "when,which,what,quality\n2024-01-01,7,1,Good\n2024-01-01,8,2,Good\n2024-01-02,7,3,Bad\n";
        CsvResult result =
                read(text, CsvFormat.auto().withLongColumns(ColumnChoice.named("which"), ColumnChoice.named("what")));
        assertThat(names(result)).containsExactly("7", "8");
        assertThat(result.series().channelValues(0)).containsExactly(1, 3);
        assertThat(result.report().ignoredColumns()).containsExactly("quality");
    }

    @Test
    void readsAOneColumnFileWithBlankLinesAsMissing() {
        CsvResult result = read("value\n1\n\n2\n\n\n");
        assertThat(result.series().channelValues(0)).containsExactly(1, Double.NaN, 2);
        assertThat(read("a,b\n1,2\n\n3,4\n").series().length()).isEqualTo(2);
    }

    @Test
    void readsOneRowOneColumnAllMissingAndConstant() {
        assertThat(read("5\n").series().value(0, 0)).isEqualTo(5);
        assertThat(read("a,b\n,\n,\n").series().silentChannels()).containsExactlyInAnyOrder("a", "b");
        assertThat(read("a\n3\n3\n3\n").series().channelValues(0)).containsExactly(3, 3, 3);
    }

    @Test
    void toleratesDelimitersAtTheEndOfLines() {
        assertThat(names(read("a;b;\n1;2;\n3;4;\n"))).containsExactly("a", "b");
        CsvResult result = read("a,b\n1,2,\n3,4,\n");
        assertThat(result.series().row(1)).containsExactly(3, 4);
        assertThat(result.report().notes()).anyMatch(note -> note.contains("one delimiter too many"));
    }

    @Test
    void obeysTheDelimiterLineOfSpreadsheets() {
        CsvResult result = read("sep=;\r\na;b\r\n1;2\r\n");
        assertThat(names(result)).containsExactly("a", "b");
        assertThatThrownBy(() -> read("sep=;\r\na;b\r\n1;2\r\nx;2\r\n")).hasMessageContaining("line 4, column 1 'a'");
    }

    @Test
    void readsTenThousandColumns() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 4; row++) {
            for (int c = 0; c < 10_000; c++) {
                text.append(c == 0 ? "" : ",").append(row == 0 ? "sensor-" + c : Integer.toString(row * c));
            }
            text.append('\n');
        }
        CsvResult result = read(text.toString());
        assertThat(result.series().channelCount()).isEqualTo(10_000);
        assertThat(result.series().value(9_999, 2)).isEqualTo(3 * 9_999);
    }

    @Test
    void readsGzipByContent(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        }
        Path file = Files.write(folder.resolve("pump.csv"), bytes.toByteArray());
        CsvResult result = CsvReader.read(file, CsvFormat.auto());
        assertThat(result.report().gzip()).isTrue();
        assertThat(result.series().name()).isEqualTo("pump");
        assertThat(result.series().row(0)).containsExactly(1, 2);
    }

    @Test
    void joinsFilesInTimeAndReadsThemApart(@TempDir Path folder) throws IOException {
        Path late = Files.writeString(folder.resolve("b.csv"), "time,x,label\n2024-01-02,3,1\n");
        Path early = Files.writeString(folder.resolve("a.csv"), "time,x,label\n2024-01-01,1,0\n2024-01-01 12:00,2,0\n");
        CsvResult one = CsvReader.readAsOne(List.of(late, early), CsvFormat.auto());
        assertThat(one.series().channelValues(0)).containsExactly(1, 2, 3);
        assertThat(one.series().time().format(2)).isEqualTo("2024-01-02T00:00");
        assertThat(one.labels().orElseThrow().anomalies()).containsExactly(new Interval(2, 3));
        assertThat(one.report().rows()).isEqualTo(3);
        assertThat(one.report().notes()).anyMatch(note -> note.contains("order of their first time: a.csv, b.csv"));

        List<CsvResult> each = CsvReader.readEach(List.of(late, early), CsvFormat.auto());
        assertThat(each).extracting(result -> result.series().length()).containsExactly(1, 2);

        Path other = Files.writeString(folder.resolve("c.csv"), "time,y,label\n2024-01-01,1,0\n");
        assertThatThrownBy(() -> CsvReader.readEach(List.of(late, other), CsvFormat.auto()))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "c.csv has other channels than b.csv: missing 'x' unexpected 'y'; files that are read together"
                                + " need the same columns in the same order");
    }
}
