package io.vigie.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.Disturbance;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAdFolder;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.Protocols;
import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.detect.Scores;
import io.vigie.evaluate.WindowLengthRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustnessTest {
    @TempDir
    private Path folder;

    @Test
    void scoresOfADisturbedSeriesAreMeasuredAsThoseOfItsSource() {
        DataFolder data = TsbAdFolder.write(folder);
        String base = PublicProtocols.tsbAd(Track.MULTIVARIATE);
        Protocol official = Protocols.open(base, data, WindowLengthRule.RULE_2024);
        Protocol protocol = Protocols.open(PublicProtocols.robustness(base), data, WindowLengthRule.RULE_2024);
        BenchmarkSeries source = official.caseNamed(TsbAdFolder.TUNING).load();
        BenchmarkSeries disturbed =
                protocol.caseNamed(TsbAdFolder.TUNING + "#missing-5").load();
        assertThat(disturbed.scored().select(0).hasMissing()).isTrue();
        Scores scores = Scores.of(source.scored().channelValues(0), "raw", 0);
        Measurement measured = protocol.measure(disturbed, new RunScores(scores, () -> scores));
        // of series with missing values in the first channel the rule would give its fallback
        assertThat(measured.window()).isBetween(TsbAdFolder.PERIOD - 1, TsbAdFolder.PERIOD + 1);
        assertThat(measured).isEqualTo(official.measure(source, new RunScores(scores, () -> scores)));
        assertThat(protocol.metrics()).isEqualTo(official.metrics());
        assertThat(protocol.id()).isEqualTo("robustness-TSB-AD-M");
    }

    private static ResultRow row(String detector, String file, long seed, double vusPr, String error) {
        return new ResultRow(
                new ResultKey("robustness-TSB-AD-M", file, detector, seed),
                "toy",
                "",
                "2024",
                1,
                Map.of("VUS-PR", vusPr),
                0,
                0,
                0,
                error);
    }

    @Test
    void lossesAndLeadsAreOverTheSameSeries() {
        RobustnessSummary summary = RobustnessSummary.of(
                List.of("vigie", "kmeans"),
                List.of(
                        row("vigie", "a#undisturbed", 1, 0.6, ""),
                        row("vigie", "a#undisturbed", 2, 0.8, ""),
                        row("vigie", "b#undisturbed", 1, 0.5, ""),
                        row("vigie", "a#noise-30", 1, 0.6, ""),
                        row("vigie", "b#noise-30", 1, 0, "no"),
                        row("vigie", "a#jitter-50", 1, 0.6, ""),
                        row("kmeans", "a#noise-30", 1, 0.2, ""),
                        row("kmeans", "b#noise-30", 1, 0.3, "")));
        assertThat(summary.mean("vigie", Disturbance.UNDISTURBED)).isCloseTo(0.6, within(1e-12));
        assertThat(summary.change("vigie", Disturbance.NOISE_30)).isCloseTo(-0.3, within(1e-12));
        assertThat(summary.lead("vigie", "kmeans", Disturbance.NOISE_30)).isCloseTo(0.05, within(1e-12));
        // b was not run with jitter, so nothing is said of what jitter costs
        assertThat(summary.change("vigie", Disturbance.JITTER_50)).isNaN();
        assertThat(summary.markdown("kmeans")).isEqualTo("""
                | VUS-PR | vigie | kmeans | vigie - kmeans |
                |---|---|---|---|
                | undisturbed | .600 | - | - |
                | noise-30 | .300 (-.300) | .250 (-) | +.050 |
                | jitter-50 | .600 (-) | - (-) | - |
                """);
    }
}
