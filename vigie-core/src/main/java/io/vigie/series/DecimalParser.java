package io.vigie.series;

import java.math.BigInteger;

/**
 * Reads decimal numbers from characters, to the same bits as {@link Double#parseDouble}, without making a String.
 *
 * <p>Grammar: optional sign, digits with at most one decimal mark, optional exponent; at least one digit. No hexadecimal,
 * no type suffix, no grouping. Up to 15 digits with small exponents are exact in one operation (W. D. Clinger, "How to
 * read floating point numbers accurately", PLDI 1990). Up to 19 digits go through one 128-bit product with a truncated
 * power of five (D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51, 2021,
 * algorithm 1). What neither settles goes to {@link Double#parseDouble}.
 */
final class DecimalParser {
    /** The text is no number in this grammar. A NaN that no arithmetic makes. */
    private static final long NOT_A_NUMBER_BITS = 0x7ff8_dead_dead_deadL;

    static final double NOT_A_NUMBER = Double.longBitsToDouble(NOT_A_NUMBER_BITS);

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    // Powers of ten outside this range are rare in measured data and are left to the library.
    private static final int LEAST_POWER = -80;
    private static final int GREATEST_POWER = 60;
    private static final long[] FIVES_HIGH = new long[GREATEST_POWER - LEAST_POWER + 1];
    private static final long[] FIVES_LOW = new long[FIVES_HIGH.length];

    static {
        for (int q = LEAST_POWER; q <= GREATEST_POWER; q++) {
            BigInteger power = BigInteger.valueOf(5).pow(Math.abs(q));
            BigInteger scaled;
            if (q >= 0) {
                int excess = power.bitLength() - 128;
                scaled = excess > 0 ? power.shiftRight(excess) : power.shiftLeft(-excess);
            } else {
                // Reciprocals are rounded up, so that the product with a digit string is never too small.
                int bits = 2 * power.bitLength() + 128;
                scaled = BigInteger.ONE.shiftLeft(bits).divide(power).add(BigInteger.ONE);
                scaled = scaled.shiftRight(scaled.bitLength() - 128);
                if (q >= -27) {
                    // Exact to 128 bits after rounding up once, as the tie rule below needs.
                    int shift = power.bitLength() + 127;
                    scaled = BigInteger.ONE.shiftLeft(shift).divide(power).add(BigInteger.ONE);
                }
            }
            FIVES_HIGH[q - LEAST_POWER] = scaled.shiftRight(64).longValue();
            FIVES_LOW[q - LEAST_POWER] = scaled.longValue();
        }
    }

    private DecimalParser() {}

    /** True for the answer that means "no number here". */
    static boolean isNotANumber(double value) {
        return Double.doubleToRawLongBits(value) == NOT_A_NUMBER_BITS;
    }

    /**
     * The number in {@code text[from, from + length)}: finite, infinite where too large, or {@link #NOT_A_NUMBER}.
     *
     * @param mark decimal mark
     */
    static double parse(char[] text, int from, int length, char mark) {
        int end = from + length;
        int i = from;
        if (i == end) {
            return NOT_A_NUMBER;
        }
        char c = text[i];
        boolean negative = c == '-';
        if (negative || c == '+') {
            i++;
        }
        long digits = 0;
        int digitStart = i;
        while (i < end && (c = (char) (text[i] - '0')) < 10) {
            digits = digits * 10 + c;
            i++;
        }
        int count = i - digitStart;
        int exponent = 0;
        if (i < end && text[i] == mark) {
            i++;
            int fractionStart = i;
            while (i < end && (c = (char) (text[i] - '0')) < 10) {
                digits = digits * 10 + c;
                i++;
            }
            exponent = fractionStart - i;
            count -= exponent;
        }
        if (count == 0) {
            return NOT_A_NUMBER;
        }
        int digitEnd = i;
        if (i < end) {
            if ((text[i] | 0x20) != 'e') {
                return NOT_A_NUMBER;
            }
            i++;
            boolean below = i < end && text[i] == '-';
            if (below || (i < end && text[i] == '+')) {
                i++;
            }
            if (i == end) {
                return NOT_A_NUMBER;
            }
            int written = 0;
            for (; i < end; i++) {
                c = (char) (text[i] - '0');
                if (c >= 10) {
                    return NOT_A_NUMBER;
                }
                written = Math.min(written * 10 + c, 100_000);
            }
            exponent += below ? -written : written;
        }
        if (count > 19) {
            // Leading zeros carry no digits; more than 19 that do overflow the sum above.
            for (int k = digitStart; k < digitEnd && (text[k] == '0' || text[k] == mark); k++) {
                count -= text[k] == '0' ? 1 : 0;
            }
            if (count > 19) {
                return byLibrary(text, from, length, mark);
            }
        }
        double magnitude = combine(digits, exponent);
        if (isNotANumber(magnitude)) {
            return byLibrary(text, from, length, mark);
        }
        return negative ? -magnitude : magnitude;
    }

    private static double byLibrary(char[] text, int from, int length, char mark) {
        String plain = new String(text, from, length);
        return Double.parseDouble(mark == '.' ? plain : plain.replace(mark, '.'));
    }

    /** {@code digits * 10^exponent} (digits unsigned), rounded to nearest even, or NOT_A_NUMBER if left to the library. */
    private static double combine(long digits, int exponent) {
        if (digits == 0) {
            return 0.0;
        }
        if (digits > 0 && digits <= 1L << 53) {
            if (exponent == 0) {
                return digits;
            } else if (exponent < 0 && exponent >= -22) {
                return digits / EXACT_POWERS[-exponent];
            } else if (exponent > 0 && exponent <= 22) {
                return digits * EXACT_POWERS[exponent];
            }
        }
        if (exponent < LEAST_POWER || exponent > GREATEST_POWER) {
            return NOT_A_NUMBER;
        }
        int shift = Long.numberOfLeadingZeros(digits);
        long normal = digits << shift;
        long fiveHigh = FIVES_HIGH[exponent - LEAST_POWER];
        long low = normal * fiveHigh;
        long high = unsignedMultiplyHigh(normal, fiveHigh);
        if ((high & 0x1ff) == 0x1ff) {
            long carry = unsignedMultiplyHigh(normal, FIVES_LOW[exponent - LEAST_POWER]);
            low += carry;
            if (Long.compareUnsigned(low, carry) < 0) {
                high++;
            }
        }
        if (low == -1L && (exponent < -27 || exponent > 55)) {
            return NOT_A_NUMBER;
        }
        int top = (int) (high >>> 63);
        int drop = top + 64 - 52 - 3;
        long mantissa = high >>> drop;
        // floor(q log2 10) = (217706 q) >> 16 in the range used
        int binary = ((217706 * exponent) >> 16) + 63 + top - shift + 1023;
        if (binary <= 0) {
            return NOT_A_NUMBER;
        }
        boolean mayBeTie = Long.compareUnsigned(low, 1) <= 0 && exponent >= -4 && exponent <= 23;
        if (mayBeTie && (mantissa & 3) == 1 && mantissa << drop == high) {
            mantissa &= ~1L;
        }
        mantissa = (mantissa + (mantissa & 1)) >>> 1;
        if (mantissa >= 2L << 52) {
            mantissa = 1L << 52;
            binary++;
        }
        return Double.longBitsToDouble((mantissa & ~(1L << 52)) | ((long) binary << 52));
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
