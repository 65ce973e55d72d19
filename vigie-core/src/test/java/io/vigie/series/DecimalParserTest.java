package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {
    private static double parse(String text) {
        char[] around = ("9" + text + "9").toCharArray();
        return DecimalParser.parse(around, 1, text.length(), '.');
    }

    private static void assertSameBits(String text) {
        if (Double.doubleToRawLongBits(parse(text)) == Double.doubleToRawLongBits(Double.parseDouble(text))) {
            return;
        }
        assertThat(Double.doubleToRawLongBits(parse(text)))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void agreesWithTheLibraryToTheBitOnAMillionTexts() {
        Random random = new Random(20260101);
        int wrong = 0;
        String example = "";
        for (int i = 0; i < 1_000_000; i++) {
            String text = randomText(random, i % 5);
            if (Double.doubleToRawLongBits(parse(text)) != Double.doubleToRawLongBits(Double.parseDouble(text))) {
                wrong++;
                example = text;
            }
        }
        assertThat(wrong).as("texts read to other bits, such as %s", example).isZero();
    }

    private static String randomText(Random random, int form) {
        return switch (form) {
            case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong() & 0xbfff_ffff_ffff_ffffL));
            case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6));
            case 2 -> digits(random, 1 + random.nextInt(25)) + "." + digits(random, 1 + random.nextInt(25));
            case 3 ->
                (random.nextBoolean() ? "-" : "+") + digits(random, 1 + random.nextInt(20)) + "e"
                        + (random.nextInt(100) - 70);
            default -> digits(random, 1 + random.nextInt(6)) + "." + digits(random, 1 + random.nextInt(8));
        };
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    @Test
    void roundsHalfwayCasesToEven() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            // Between two neighbours of 2^53 and above, the middle is a whole number with up to 19 digits.
            long mantissa = (1L << 52) + (random.nextLong() & ((1L << 52) - 1));
            int shift = 1 + random.nextInt(10);
            java.math.BigInteger middle = java.math.BigInteger.valueOf(mantissa)
                    .shiftLeft(shift)
                    .add(java.math.BigInteger.ONE.shiftLeft(shift - 1));
            assertSameBits(middle.toString());
            assertSameBits(middle.add(java.math.BigInteger.ONE).toString());
            assertSameBits(middle.subtract(java.math.BigInteger.ONE).toString());
            assertSameBits(new java.math.BigDecimal(middle)
                    .movePointLeft(1 + random.nextInt(4))
                    .toPlainString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0.0",
                "1",
                "1.",
                ".5",
                "-.5",
                "00012.50",
                "1e5",
                "1E-5",
                "1e+05",
                "9007199254740993",
                "9007199254740992.5",
                "18446744073709551615",
                "18446744073709551616",
                "99999999999999999999",
                "0.30000000000000004",
                "2.2250738585072011e-308",
                "4.9e-324",
                "2e-324",
                "1.7976931348623157e308",
                "1e309",
                "-1e999",
                "0e999999999",
                "0000000000000000000000000000000.1",
                "1e-400",
                "123456789012345678e-22"
            })
    void readsEdgesAsTheLibraryDoes(String text) {
        assertSameBits(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "-.",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "1,5",
                "1 2",
                "0x10",
                "1d",
                "1f",
                "NaN",
                "Infinity",
                "--1",
                "1-",
                "12%",
                "1e5.0"
            })
    void refusesWhatIsNoDecimalNumber(String text) {
        assertThat(DecimalParser.isNotANumber(parse(text))).as(text).isTrue();
    }

    @Test
    void readsADecimalComma() {
        char[] text = "-1234,5625e-2".toCharArray();
        assertThat(DecimalParser.parse(text, 0, text.length, ',')).isEqualTo(-12.345625);
        char[] many = "0,12345678901234567890123".toCharArray();
        assertThat(DecimalParser.parse(many, 0, many.length, ','))
                .isEqualTo(Double.parseDouble("0.12345678901234567890123"));
    }
}
