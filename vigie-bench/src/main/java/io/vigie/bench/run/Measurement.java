package io.vigie.bench.run;

import io.vigie.evaluate.WindowLengthRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Metrics of one run.
 *
 * @param windowRule rule that gave the window (2024, 2026), or empty where the protocol has none
 * @param window label window of VUS in rows, 0 where the protocol has none
 * @param metrics values by name
 */
public record Measurement(String windowRule, int window, Map<String, Double> metrics) {
    /** The named metrics out of a map of all. */
    public static Measurement of(WindowLengthRule rule, int window, List<String> names, Map<String, Double> all) {
        Map<String, Double> chosen = new LinkedHashMap<>();
        for (String name : names) {
            chosen.put(name, Objects.requireNonNull(all.get(name), name));
        }
        return new Measurement(ruleName(rule), window, chosen);
    }

    /** The year that a rule goes by in result files: 2024 or 2026. */
    public static String ruleName(WindowLengthRule rule) {
        return rule.name().replace("RULE_", "");
    }
}
