package io.vigie.explain;

import io.vigie.detect.Expectation;
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
 * <p>Channels are ranked by {@link Blame}, the greatest of any row of the episode. A channel counts as affected where its
 * contribution peaks at twice its own normal high level or more, however far it moved; the first channel always does, which may
 * be first by its movement alone, and so does one that froze or fell silent. A channel's share is its part of all
 * contributions above the median, summed over the episode. Where the detector gives no contributions all three are taken from
 * {@code |actual - expected| / spread}, and {@link Event#fromContributions()} is false.
 *
 * <p>Explaining is O(rows of the episode x channels), and what the expectation of these rows costs.
 */
public final class Explainer {
    /** Times its own normal high level that a channel's peak must reach to count as affected. */
    private static final double AFFECTED = 2;

    /** Share of the greatest peak that another channel's must reach to count as affected. */
    private static final double AFFECTED_OF_GREATEST = 0.1;

    /** Least blame of a channel that froze or fell silent: as if both witnesses saw it at the level that affects. */
    private static final double UNHEALTHY_BLAME = Blame.of(AFFECTED, AFFECTED);

    /** Spreads that count as a normal high level where there are no contributions. */
    private static final double HIGH_DEPARTURE = 2.5;

    private static final int ROWS_BEFORE = 5;

    private final TimeSeries raw;
    private final Blame blame;
    private final HealthEvidence health;
    private final Function<Interval, Expectation> expectation;

    /**
     * @param raw series in the user's units
     * @param blame how much its channels are to blame
     * @param health what preparation saw
     * @param expectation expected signal over given rows, in the user's units; NaN where there is none
     */
    public Explainer(TimeSeries raw, Blame blame, HealthEvidence health, Function<Interval, Expectation> expectation) {
        blame.requireRowsOf(raw);
        this.raw = raw;
        this.blame = blame;
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
        boolean contributed = blame.hasContributions();
        double[] peaks = contributed ? blame.contributionPeaks(rows) : departurePeaks(departures);
        double[] shares = contributed ? normalised(blame.excess(rows)) : departureShares(departures);
        double[] blamed = contributed ? blame.of(rows) : peaks.clone();
        for (int c = 0; c < channels; c++) {
            if (unhealthy(departures[c])) {
                peaks[c] = Math.max(peaks[c], AFFECTED);
                blamed[c] = Math.max(blamed[c], UNHEALTHY_BLAME);
            }
        }
        Integer[] order = new Integer[channels];
        for (int c = 0; c < channels; c++) {
            order[c] = c;
        }
        Arrays.sort(order, (a, b) -> {
            int byBlame = Double.compare(blamed[b], blamed[a]);
            return byBlame != 0 ? byBlame : Double.compare(shares[b], shares[a]);
        });
        double greatest = Arrays.stream(peaks).max().orElse(0);
        List<ChannelFinding> findings = new ArrayList<>();
        double[] before = new double[channels];
        for (int i = 0; i < channels; i++) {
            int c = order[i];
            boolean affected = i == 0
                    || unhealthy(departures[c])
                    || peaks[c] >= Math.max(AFFECTED, AFFECTED_OF_GREATEST * greatest);
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
                blame.hasContributions(),
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
