package io.vigie.cli.report;

import io.vigie.detect.Expectation;
import io.vigie.detect.MemberScores;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NormalEvidence;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report shows. The page holds all of it; nothing is fetched.
 *
 * @param title name of the series
 * @param subtitle one line below it
 * @param summary sentences
 * @param figures name and value of the headline figures, in order
 * @param series series in the user's units
 * @param trainRows leading rows that the model learned from; 0 if it learned from other data
 * @param judged score, probability, departure and expectation of each row
 * @param states operating states, where the detector finds them
 * @param events events in time order
 * @param quality what was found about the data
 * @param provenance name and value of everything needed to repeat the run
 */
public record ReportContent(
        String title,
        String subtitle,
        List<String> summary,
        Map<String, String> figures,
        TimeSeries series,
        int trainRows,
        Judged judged,
        Optional<States> states,
        List<Event> events,
        Quality quality,
        Map<String, String> provenance) {
    /** What was judged, row by row. */
    public interface Judged {
        /** NaN where there is none. */
        double score(int row);

        /** P(anomaly), NaN where there is none. */
        double posterior(int row);

        /**
         * How far a channel's contribution to the score lies beyond its normal level: 1 is a level that one normal row in
         * a hundred exceeds; 0 where it contributes nothing.
         */
        double departure(int channel, int row);

        /** What the members of a composite detector said; empty for any other. */
        List<MemberScores> members();

        /** The normal window most like an event at its peak, where the detector remembers its train part. */
        Optional<NormalEvidence> evidence(Event event);

        /** What an event should have looked like, or why that is not told; empty unless it was asked for. */
        Optional<CounterfactualAnswer> counterfactual(Event event);

        /** Expected signal in the user's units. */
        Optional<Expectation> expectation(Interval rows);
    }

    /**
     * The states that the series works in.
     *
     * @param found them, the most frequent of the train part first
     * @param rows number in {@code found} for each row
     */
    public record States(List<State> found, int[] rows) {}

    /**
     * One of them.
     *
     * @param share of the train part
     * @param dwell how long it lasted there on average, in words
     * @param means level of each channel in it, in the user's units
     */
    public record State(double share, String dwell, double[] means) {}

    /**
     * Data quality.
     *
     * @param notes sentences
     * @param channels figures of each channel
     */
    public record Quality(List<String> notes, List<ChannelQuality> channels) {}

    /**
     * Figures of one channel, in its unit; NaN where unknown.
     *
     * @param name channel
     * @param missing share of missing rows
     * @param min smallest value
     * @param median median value
     * @param max largest value
     * @param noise standard deviation of the sensor's noise
     * @param remarks anything worth a look, else empty
     */
    public record ChannelQuality(
            String name, double missing, double min, double median, double max, double noise, String remarks) {}
}
