package io.vigie.explain;

import io.vigie.detect.Expectation;
import io.vigie.detect.Scores;
import io.vigie.judge.Episode;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Explains the episodes of one judged series: which channels, by how much, in which direction, in which words.
 *
 * <p>Channels are ranked by the peak of their contribution over the episode relative to their own normal level: the median
 * contribution of normal rows counts 0, the 99 % quantile counts 1. The peak over the segment is a strong rule for root
 * causes, because a fault starts in one channel and then spreads. A channel's share is its part of all contributions above
 * the median, summed over the episode. Where the detector gives no contributions both are taken from
 * {@code |actual - expected| / spread}, and {@link Event#fromContributions()} is false.
 *
 * <p>Explaining is O(rows of the episode x channels).
 */
public final class Explainer {
    /** Times its own normal high level that a channel's peak must reach to count as affected. */
    private static final double AFFECTED = 2;

    /** Share of the first channel's peak that another's must reach to count as affected. */
    private static final double AFFECTED_OF_FIRST = 0.1;

    /** Spreads that count as a normal high level where there are no contributions. */
    private static final double HIGH_DEPARTURE = 2.5;

    private static final int ROWS_BEFORE = 5;

    private final TimeSeries raw;
    private final Scores scores;
    private final ContributionLevels levels;
    private final HealthEvidence health;
    private final Function<Interval, Expectation> expectation;

    /**
     * @param raw series in the user's units
     * @param scores its scores, with or without contributions
     * @param levels normal level of the contributions, fitted on calibration rows
     * @param health what preparation saw
     * @param expectation expected signal over given rows, in the user's units; NaN where there is none
     */
    public Explainer(
            TimeSeries raw,
            Scores scores,
            ContributionLevels levels,
            HealthEvidence health,
            Function<Interval, Expectation> expectation) {
        if (scores.length() != raw.length()) {
            throw new IllegalArgumentException(scores.length() + " scores for " + raw.length() + " rows");
        }
        if (scores.channelCount() != levels.channelCount()
                || (scores.hasContributions() && scores.channelCount() != raw.channelCount())) {
            throw new IllegalArgumentException("contributions of " + scores.channelCount() + " channels, levels of "
                    + levels.channelCount() + ", series of " + raw.channelCount());
        }
        this.raw = raw;
        this.scores = scores;
        this.levels = levels;
        this.health = health;
        this.expectation = expectation;
    }

    /** Explains each episode. */
    public List<Event> explain(List<Episode> episodes) {
        List<Event> events = new ArrayList<>();
        for (Episode episode : episodes) {
            events.add(explain(episode));
        }
        return events;
    }

    /** Explains one episode. */
    public Event explain(Episode episode) {
        Interval rows = episode.rows();
        int channels = raw.channelCount();
        Expectation expected = expectation.apply(rows);
        if (expected.expected().length != channels) {
            throw new IllegalArgumentException(
                    "expectation of " + expected.expected().length + " channels for a series of " + channels);
        }
        Departure[] departures = new Departure[channels];
        for (int c = 0; c < channels; c++) {
            departures[c] = departure(c, rows, expected);
        }
        double[] peaks = scores.hasContributions() ? contributionPeaks(rows) : departurePeaks(departures);
        double[] shares = scores.hasContributions() ? contributionShares(rows) : departureShares(departures);
        for (int c = 0; c < channels; c++) {
            if (unhealthy(departures[c])) {
                peaks[c] = Math.max(peaks[c], AFFECTED);
            }
        }
        Integer[] order = new Integer[channels];
        for (int c = 0; c < channels; c++) {
            order[c] = c;
        }
        Arrays.sort(order, (a, b) -> {
            int byPeak = Double.compare(peaks[b], peaks[a]);
            return byPeak != 0 ? byPeak : Double.compare(shares[b], shares[a]);
        });
        double first = peaks[order[0]];
        List<ChannelFinding> findings = new ArrayList<>();
        double[] before = new double[channels];
        for (int i = 0; i < channels; i++) {
            int c = order[i];
            boolean affected =
                    i == 0 || unhealthy(departures[c]) || peaks[c] >= Math.max(AFFECTED, AFFECTED_OF_FIRST * first);
            findings.add(finding(c, rows, expected, departures[c], shares[c], affected));
            before[i] = before(c, rows.from());
        }
        return new Event(
                episode,
                raw.time().format(rows.from()),
                raw.time().format(episode.peak()),
                raw.time().format(rows.to() - 1),
                TimeWords.length(raw.time(), rows),
                findings,
                scores.hasContributions(),
                Wording.sentence(findings, before, episode.outcome()));
    }

    private Departure departure(int channel, Interval rows, Expectation expected) {
        double[] actual = new double[rows.length()];
        int frozen = 0;
        int silent = 0;
        for (int i = 0; i < actual.length; i++) {
            int row = rows.from() + i;
            boolean missing = raw.isMissing(channel, row);
            actual[i] = missing ? Double.NaN : raw.value(channel, row);
            frozen += health.frozen(channel, row) ? 1 : 0;
            silent += missing || health.silent(channel, row) ? 1 : 0;
        }
        return Departure.of(
                actual,
                expected.expected()[channel],
                expected.spread()[channel],
                frozen / (double) actual.length,
                silent / (double) actual.length);
    }

    private static boolean unhealthy(Departure departure) {
        return departure.direction() == Direction.FROZEN || departure.direction() == Direction.SILENT;
    }

    private double[] contributionPeaks(Interval rows) {
        double[] peaks = new double[scores.channelCount()];
        double mean = 0;
        for (int c = 0; c < peaks.length; c++) {
            mean += (levels.high(c) - levels.median(c)) / peaks.length;
        }
        for (int c = 0; c < peaks.length; c++) {
            double peak = Double.NEGATIVE_INFINITY;
            for (int row = Math.max(rows.from(), scores.warmUp()); row < rows.to(); row++) {
                peak = Math.max(peak, scores.contribution(c, row));
            }
            // a channel that never moved in calibration has no level of its own: any excess would be infinitely large
            double level = Math.max(levels.high(c) - levels.median(c), mean > 0 ? 0.1 * mean : 1);
            peaks[c] = Math.max(0, (peak - levels.median(c)) / level);
        }
        return peaks;
    }

    private double[] contributionShares(Interval rows) {
        double[] shares = new double[scores.channelCount()];
        for (int c = 0; c < shares.length; c++) {
            for (int row = Math.max(rows.from(), scores.warmUp()); row < rows.to(); row++) {
                shares[c] += Math.max(0, scores.contribution(c, row) - levels.median(c));
            }
        }
        return normalised(shares);
    }

    private static double[] departurePeaks(Departure[] departures) {
        double[] peaks = new double[departures.length];
        for (int c = 0; c < peaks.length; c++) {
            double largest = departures[c].largest();
            peaks[c] = Double.isNaN(largest) ? 0 : largest / HIGH_DEPARTURE;
        }
        return peaks;
    }

    private static double[] departureShares(Departure[] departures) {
        double[] shares = new double[departures.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = departures[c].excess() + (unhealthy(departures[c]) ? 1 : 0);
        }
        return normalised(shares);
    }

    private static double[] normalised(double[] shares) {
        double sum = Arrays.stream(shares).sum();
        for (int c = 0; c < shares.length; c++) {
            shares[c] = sum > 0 ? Math.min(1, shares[c] / sum) : 1.0 / shares.length;
        }
        return shares;
    }

    private ChannelFinding finding(
            int channel, Interval rows, Expectation expected, Departure departure, double share, boolean affected) {
        Channel description = raw.channel(channel);
        int offset = departure.offset();
        int row = rows.from() + offset;
        return new ChannelFinding(
                description.name(),
                description.unit(),
                share,
                row,
                raw.isMissing(channel, row) ? Double.NaN : raw.value(channel, row),
                expected.expected()[channel][offset],
                expected.spread()[channel][offset],
                departure.scatter(),
                departure.direction(),
                affected);
    }

    /** Median of the last measured values before a row, NaN where there are none. */
    private double before(int channel, int from) {
        double[] values = new double[ROWS_BEFORE];
        int found = 0;
        for (int row = Math.max(0, from - ROWS_BEFORE); row < from; row++) {
            if (!raw.isMissing(channel, row)) {
                values[found++] = raw.value(channel, row);
            }
        }
        if (found == 0) {
            return Double.NaN;
        }
        Arrays.sort(values, 0, found);
        return values[found / 2];
    }
}
