package io.vigie.explain;

import io.vigie.series.Interval;
import java.util.List;

/**
 * What an event should have looked like: the normal course of as few channels as are enough, all others being as they were.
 *
 * @param rows rows that are told, the event and some about it
 * @param courses the channels that were told, the one to blame most first
 * @param enough whether the pipeline sees no event there with the judged courses in place of what was measured
 * @param elsewhere whether rows beside the event, among those told, are in an event with them that was none before
 * @param probability highest P(anomaly) within the event with them
 * @param evaluations windows that a network was evaluated on to find it, each as often as it was, beside what judging takes; 0
 *     from a method without a network
 * @param sentence one plain sentence
 */
public record Counterfactual(
        Interval rows,
        List<Course> courses,
        boolean enough,
        boolean elsewhere,
        double probability,
        long evaluations,
        String sentence)
        implements CounterfactualAnswer {
    /**
     * Normal course of a channel, in the user's units, a value a row: medians of the draws, and between which values 80 % and 95 % of
     * them lie.
     *
     * @param channel number of the channel
     * @param judged what the event was judged again with: one draw, or the medians, and what was measured where that is typical
     */
    public record Course(
            int channel,
            double[] expected,
            double[] low80,
            double[] high80,
            double[] low95,
            double[] high95,
            double[] judged) {}

    public Counterfactual {
        courses = List.copyOf(courses);
    }
}
