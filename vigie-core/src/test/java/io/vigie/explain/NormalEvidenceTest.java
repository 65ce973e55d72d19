package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.NormalNeighbour;
import io.vigie.judge.Episode;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalEvidenceTest {
    private static final Interval ROWS = new Interval(4, 7);
    private static final TimeSeries SERIES = TimeSeries.of(
            "plant",
            TimeAxis.rows(9),
            List.of(Channel.of("flow"), Channel.of("speed"), Channel.of("level")),
            new double[3][9]);

    @Test
    void saysWhichChannelsSpeakAgainstTheNearestWindow() {
        NormalEvidence evidence =
                evidence("history", 3.14159, new double[] {-4, 0.1, 0.2}, new double[] {4.1, 2.26, 0.3});

        assertThat(evidence.sentence())
                .isEqualTo(
                        "Of what was learned, most like the window from 2026-03-03T14:20:00Z of history on (distance 3.1);"
                                + " but speed departs from it by 2.3 standard deviations a row, flow lies 4.0 standard deviations"
                                + " lower.");
        assertThat(evidence.channels()).as("the most blamed first").containsExactly(1, 0);
        assertThat(evidence.normal()[1]).as("in the user's units").containsExactly(100, 110, 120);
        assertThat(evidence.rows()).isEqualTo(ROWS);
    }

    @Test
    void saysIfNothingShownDiffers() {
        assertThat(evidence("plant", 0.5, new double[3], new double[] {0.4, 0.4, 9})
                        .sentence())
                .isEqualTo("Of what was learned, most like the window from 2026-03-03T14:20:00Z on (distance 0.5);"
                        + " no channel shown differs from it by half a standard deviation.");
    }

    @Test
    void saysIfTheWindowItselfWasLearned() {
        assertThat(evidence("plant", 0, new double[3], new double[3]).sentence())
                .isEqualTo("The same window was learned, from 2026-03-03T14:20:00Z on.");
    }

    private static NormalEvidence evidence(String source, double distance, double[] difference, double[] deviation) {
        long start = Instant.parse("2026-03-03T14:20:00Z").getEpochSecond() * 1_000_000_000L;
        NormalNeighbour neighbour = new NormalNeighbour(
                ROWS,
                0,
                source,
                40,
                TimeAxis.of(TimeAxis.Kind.INSTANT, new long[] {start}),
                distance,
                new double[][] {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}},
                difference,
                deviation);
        List<ChannelFinding> findings = List.of(finding("speed", true), finding("flow", true), finding("level", false));
        Event event = new Event(
                new Episode(ROWS, 5, 0.9, 3), "4", "5", "6", "3 rows", findings, true, "speed left its usual course");
        return NormalEvidence.of(event, neighbour, SERIES, (channel, value) -> 100 + 10 * value);
    }

    private static ChannelFinding finding(String channel, boolean affected) {
        return new ChannelFinding(channel, null, 0.3, 5, 1, 0, 0.1, 1, Direction.ABOVE, affected);
    }
}
