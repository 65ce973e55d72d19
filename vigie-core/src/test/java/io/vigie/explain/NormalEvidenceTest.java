package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.NormalNeighbour;
import io.vigie.judge.Episode;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
        // remembered in float32
        assertThat(evidence("plant", 1e-7, new double[3], new double[] {0, 1e-7, 2e-7})
                        .sentence())
                .isEqualTo("The same window was learned, from 2026-03-03T14:20:00Z on.");
    }

    /** Features do not hold all that a window has: their distance is 0 for windows that differ. */
    @Test
    void windowsOfTheSameFeaturesAreNotTakenForTheSame() {
        assertThat(evidence("plant", 0, new double[3], new double[] {0, 0, 0.8}).sentence())
                .doesNotContain("The same window")
                .contains("(distance 0)");
    }

    /** Of a distance that is blind to levels the remembered window may lie anywhere. */
    @Test
    void levelsThatWereNotComparedAreNotToldAgainstAWindow() {
        NormalEvidence evidence = evidence(
                "plant", 3.14159, new double[] {-4, 0.3, 0.2}, new double[] {4.02, 0.5, 0.3}, AnomalyKind.LEVEL_SHIFT);
        assertThat(evidence.sentence())
                .endsWith("; no channel shown differs from it by half a standard deviation apart from the level.");

        // sqrt(5^2 - 4^2)
        assertThat(evidence("plant", 3, new double[] {-4, 0, 0}, new double[] {5, 0, 0}, AnomalyKind.LEVEL_SHIFT)
                        .sentence())
                .endsWith("; but flow departs from it by 3.0 standard deviations a row.");
    }

    private static NormalEvidence evidence(
            String source, double distance, double[] difference, double[] deviation, AnomalyKind... blindSpots) {
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
                deviation,
                Set.of(blindSpots));
        List<ChannelFinding> findings = List.of(finding("speed", true), finding("flow", true), finding("level", false));
        Event event = new Event(
                new Episode(ROWS, 5, 0.9, 3), "4", "5", "6", "3 rows", findings, true, "speed left its usual course");
        return NormalEvidence.of(event, neighbour, SERIES, (channel, value) -> 100 + 10 * value);
    }

    private static ChannelFinding finding(String channel, boolean affected) {
        return new ChannelFinding(channel, null, 0.3, 5, 1, 0, 0.1, 1, Direction.ABOVE, affected);
    }
}
