package io.vigie.explain;

import io.vigie.judge.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Puts findings in one sentence. */
final class Wording {
    private static final int MOST_TOLD = 2;

    /** A spread below this share of the departure is not worth telling. */
    private static final double NEGLIGIBLE = 0.005;

    private Wording() {}

    /**
     * The sentence of an event, of at most three clauses and, where it did not return to normal, one on how it went on.
     *
     * @param channels findings, the one that explains most first; at least one is affected
     * @param before value of each of them shortly before the event, NaN where unknown
     * @param outcome how the event ended
     */
    static String sentence(List<ChannelFinding> channels, double[] before, Outcome outcome) {
        List<String> told = new ArrayList<>();
        List<String> normal = new ArrayList<>();
        int affected = 0;
        for (int i = 0; i < channels.size(); i++) {
            ChannelFinding finding = channels.get(i);
            if (!finding.affected()) {
                normal.add(finding.channel());
                continue;
            }
            affected++;
            if (told.size() < MOST_TOLD) {
                told.add(clause(finding, before[i]));
            }
        }
        StringBuilder sentence = new StringBuilder();
        int more = affected - told.size();
        if (more == 0) {
            sentence.append(String.join(" and ", told));
        } else {
            sentence.append(String.join(", ", told))
                    .append(
                            more == 1
                                    ? " and 1 other channel departed too"
                                    : " and " + more + " other channels departed too");
        }
        if (more == 0) {
            sentence.append(normal(normal));
        }
        sentence.append(
                switch (outcome) {
                    case RETURNED -> "";
                    case LASTING -> "; the change lasted and then counted as normal";
                    case OPEN -> "; not over at the last row";
                });
        return sentence.toString();
    }

    private static String normal(List<String> channels) {
        return switch (channels.size()) {
            case 0 -> "";
            case 1, 2 -> " while " + String.join(" and ", channels) + " stayed normal";
            default -> " while the other " + channels.size() + " channels stayed normal";
        };
    }

    private static String clause(ChannelFinding f, double before) {
        String unit = f.unit() == null || f.unit().isBlank() ? "" : " " + f.unit();
        String value = (negligibleSpread(f)
                        ? Figures.beside(f.actual(), departure(f))
                        : Figures.against(f.actual(), f.expected(), f.spread()))
                + unit;
        return switch (f.direction()) {
            case ABOVE, BELOW -> f.channel() + " " + verb(f, before) + " " + value + expected(f, "");
            case FROZEN -> f.channel() + " froze at " + value + expected(f, "");
            case SILENT -> f.channel() + " sent no values" + expected(f, unit);
            case NOISIER ->
                f.channel() + " became " + Figures.significant(f.scatter(), 2)
                        + " times noisier than normal (± " + Figures.spread(f.scatter() * f.spread()) + " instead of ± "
                        + Figures.spread(f.spread()) + unit + ")";
            case SHAPE ->
                f.channel() + " left its usual course"
                        + (Math.abs(f.actual() - f.expected()) > 3 * f.spread()
                                ? ", at most at " + value + expected(f, "")
                                : "");
        };
    }

    private static boolean negligibleSpread(ChannelFinding f) {
        return f.spread() < NEGLIGIBLE * departure(f);
    }

    private static double departure(ChannelFinding f) {
        return Math.abs(f.actual() - f.expected());
    }

    /** "fell to", or "stayed at" where the expectation moved and the channel did not. */
    private static String verb(ChannelFinding f, double before) {
        double departure = f.actual() - f.expected();
        double moved = (f.actual() - before) / departure;
        if (Double.isNaN(moved)) {
            return "was at";
        }
        if (moved < 0.3) {
            return "stayed at";
        }
        return f.direction() == Direction.ABOVE ? "rose to" : "fell to";
    }

    private static String expected(ChannelFinding f, String unit) {
        if (Double.isNaN(f.expected())) {
            return "";
        }
        if (negligibleSpread(f)) {
            return " (expected " + Figures.beside(f.expected(), departure(f)) + unit + ")";
        }
        String text = " (expected " + Figures.value(f.expected(), f.spread());
        return text + (f.spread() > 0 ? " ± " + Figures.spread(f.spread()) : "") + unit + ")";
    }
}
