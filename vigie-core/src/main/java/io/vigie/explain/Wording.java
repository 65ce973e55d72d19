package io.vigie.explain;

import java.util.ArrayList;
import java.util.List;

/** Puts findings in one sentence. */
final class Wording {
    private static final int MOST_TOLD = 2;

    private Wording() {}

    /**
     * The sentence of an event.
     *
     * @param channels findings, the one that explains most first; at least one is affected
     * @param before value of each of them shortly before the event, NaN where unknown
     */
    static String sentence(List<ChannelFinding> channels, double[] before) {
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
        if (normal.size() == 1) {
            sentence.append(" while ").append(normal.get(0)).append(" stayed normal");
        } else if (normal.size() == 2) {
            sentence.append(" while ").append(String.join(" and ", normal)).append(" stayed normal");
        } else if (normal.size() > 2) {
            sentence.append(" while the other ").append(normal.size()).append(" channels stayed normal");
        }
        return sentence.toString();
    }

    private static String clause(ChannelFinding f, double before) {
        String unit = f.unit() == null || f.unit().isBlank() ? "" : " " + f.unit();
        String value = Figures.against(f.actual(), f.expected(), f.spread()) + unit;
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
        String text = " (expected " + Figures.value(f.expected(), f.spread());
        return text + (f.spread() > 0 ? " ± " + Figures.spread(f.spread()) : "") + unit + ")";
    }
}
