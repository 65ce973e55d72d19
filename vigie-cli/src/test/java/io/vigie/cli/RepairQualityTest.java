package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.bench.data.InjectionKind;
import io.vigie.bench.data.RepairTask;
import io.vigie.detect.Detectors;
import io.vigie.detect.RunContext;
import io.vigie.pipeline.CounterfactualOptions;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairQualityTest {
    /** Four sensors of one cycle, with noise of a fifth. */
    private static TimeSeries normal(int rows) {
        SplittableRandom random = new SplittableRandom(3);
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = Math.sin(row * Math.PI / 12 + c) + 0.2 * random.nextGaussian();
            }
        }
        return TimeSeries.of(
                "cycle",
                TimeAxis.rows(rows),
                List.of(Channel.of("a"), Channel.of("b"), Channel.of("c"), Channel.of("d")),
                values);
    }

    @Test
    void whatWasPlantedIsTakenOutAgain() {
        RepairTask task = RepairTask.planted(normal(5000), InjectionKind.SHIFT);
        Pipeline pipeline =
                Pipeline.of("pca").withCounterfactuals(Detectors.parse("imdiffusion(max-steps=400,window=32)"));

        RepairFigure figure = RepairQuality.of(task, pipeline, CounterfactualOptions.DEFAULTS, RunContext.defaults());

        assertThat(figure.events()).isPositive();
        assertThat(figure.told()).isBetween(1, figure.events());
        assertThat(figure.enough()).isBetween(1, figure.told());
        assertThat(figure.channels()).isBetween(0.25, 0.75);
        assertThat(figure.most()).isBetween(figure.channels(), 1.0);
        // a shift is five to fifteen times the noise
        assertThat(figure.error()).isLessThan(3);
        assertThat(figure.abnormal()).isBetween(0, figure.told());
        assertThat(figure.beside()).isLessThan(3);
        // channels that are not changed are as the truth
        assertThat(figure.window()).isPositive().isLessThan(figure.beside());
        assertThat(figure.within95()).isGreaterThanOrEqualTo(figure.within80());
    }

    @Test
    void resultsThatAreThereAreNotOverwritten(@TempDir Path folder) throws IOException {
        Path results = Files.writeString(folder.resolve("counterfactual.csv"), "mine");

        CommandRun run = CommandRun.of("bench", "counterfactual", "--out", folder);

        assertThat(run.code()).isNotZero();
        assertThat(run.firstErrorLine()).contains("counterfactual.csv' exists");
        assertThat(results).hasContent("mine");
    }
}
