package io.vigie.series;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts that mean "no value", and how often each was met. Not thread-safe. */
final class MissingTokens {
    private static final List<String> KNOWN = List.of("nan", "na", "n/a", "#n/a", "null", "none", "-");

    private final char[][] tokens; // known ones in lower case, then the user's
    private final String[] names;
    private final long[] counts;
    private final double[] numbers;
    private final int[] numberTokens;
    private long empty;

    /** @param more the user's tokens; one that is a number stands for every text of that value ("-999", "-999.0") */
    MissingTokens(Collection<String> more, char mark) {
        List<String> user =
                more.stream().filter(token -> !token.isEmpty()).sorted().toList();
        int size = KNOWN.size() + user.size();
        tokens = new char[size][];
        names = new String[size];
        counts = new long[size];
        double[] values = new double[user.size()];
        int[] owners = new int[user.size()];
        int numeric = 0;
        for (int i = 0; i < size; i++) {
            String token = i < KNOWN.size() ? KNOWN.get(i) : user.get(i - KNOWN.size());
            tokens[i] = token.toCharArray();
            names[i] = token;
            if (i >= KNOWN.size()) {
                double value = DecimalParser.parse(tokens[i], 0, tokens[i].length, '.');
                if (DecimalParser.isNotANumber(value)) {
                    value = DecimalParser.parse(tokens[i], 0, tokens[i].length, mark);
                }
                if (!DecimalParser.isNotANumber(value)) {
                    values[numeric] = value;
                    owners[numeric++] = i;
                }
            }
        }
        numbers = java.util.Arrays.copyOf(values, numeric);
        numberTokens = java.util.Arrays.copyOf(owners, numeric);
    }

    /** True, and counted, if the text is a token. */
    boolean accept(char[] text, int from, int length) {
        if (length == 0) {
            empty++;
            return true;
        }
        for (int t = 0; t < tokens.length; t++) {
            if (tokens[t].length == length && matches(tokens[t], text, from, t < KNOWN.size())) {
                counts[t]++;
                return true;
            }
        }
        return false;
    }

    /** True, and counted, if the number stands for a missing value. */
    boolean acceptNumber(double value) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == value) {
                counts[numberTokens[i]]++;
                return true;
            }
        }
        return false;
    }

    boolean hasNumbers() {
        return numbers.length > 0;
    }

    /** Counts of the tokens met, the empty text as "(empty)". */
    Map<String, Long> counts() {
        Map<String, Long> met = new LinkedHashMap<>();
        if (empty > 0) {
            met.put("(empty)", empty);
        }
        for (int t = 0; t < tokens.length; t++) {
            if (counts[t] > 0) {
                met.merge(names[t], counts[t], Long::sum);
            }
        }
        return met;
    }

    private static boolean matches(char[] token, char[] text, int from, boolean anyCase) {
        for (int i = 0; i < token.length; i++) {
            char c = text[from + i];
            if (c != token[i] && !(anyCase && c >= 'A' && c <= 'Z' && (c | 0x20) == token[i])) {
                return false;
            }
        }
        return true;
    }

    /** A label's meaning, or null for a text that has none. */
    static Labels.@Nullable State label(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "0", "0.0", "false", "normal" -> Labels.State.NORMAL;
            case "1", "1.0", "true", "anomaly", "anomalous", "anomal" -> Labels.State.ANOMALOUS;
            case "-1", "-1.0", "unknown", "" -> Labels.State.UNKNOWN;
            default -> null;
        };
    }
}
