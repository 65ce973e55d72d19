package io.vigie.explain;

import io.vigie.judge.Episode;
import java.util.List;

/**
 * An episode put in terms a user can act on.
 *
 * @param episode rows, peak, probability and severity
 * @param start time of the first row as text, or its number where the series has no time
 * @param peak time of the peak row
 * @param end time of the last row, which belongs to the episode
 * @param duration length in words, "12 min" or "12 rows"
 * @param channels all channels, the one that explains most first
 * @param fromContributions true if shares come from the detector's contributions, false if from the departure of actual
 *     from expected values because the detector gives none
 * @param sentence one plain sentence
 */
public record Event(
        Episode episode,
        String start,
        String peak,
        String end,
        String duration,
        List<ChannelFinding> channels,
        boolean fromContributions,
        String sentence) {
    public Event {
        channels = List.copyOf(channels);
    }

    /** The channels that departed beyond their normal level, first the one that explains most. */
    public List<ChannelFinding> affectedChannels() {
        return channels.stream().filter(ChannelFinding::affected).toList();
    }
}
