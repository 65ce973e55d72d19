package io.vigie;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.Detectors;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.Event;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java lines of the README, compiled and run. */
class ReadmeExampleTest {
    /** The default detector, or the plainest one in a build that does not have it. */
    private static final String DETECTOR =
            Detectors.all().stream().anyMatch(type -> type.id().equals("vigie")) ? "vigie" : "zscore";

    @Test
    void theExampleFindsThePlantedEventAndSaves(@TempDir Path folder) {
        TimeSeries history = boiler(1, 4000);
        TimeSeries series = boiler(2, 2000);
        // README starts here, with "vigie" for the detector
        FittedPipeline plant = Pipeline.of(DETECTOR).fit(TrainingSet.of(history));
        Judgement today = plant.judge(series);
        List<Event> events = today.events(FalseAlarmBudget.perDay(1));
        for (Event event : events) {
            assertThat(event.sentence()).isNotBlank();
        }
        plant.save(folder.resolve("plant.vigie"));
        // and ends here
        assertThat(events).anyMatch(event -> event.episode().rows().contains(1010));
        assertThat(Files.exists(folder.resolve("plant.vigie"))).isTrue();
        assertThat(FittedPipeline.load(folder.resolve("plant.vigie"))
                        .judge(series)
                        .events())
                .isEqualTo(today.events());
    }

    private static TimeSeries boiler(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = 3.9 + 0.1 * random.nextGaussian() - (seed == 2 && row >= 1000 && row < 1060 ? 2.5 : 0);
            values[1][row] = 80 + random.nextGaussian();
        }
        return TimeSeries.of(
                "boiler",
                TimeAxis.regular(TimeAxis.Kind.INSTANT, 0, 60_000_000_000L, rows),
                List.of(Channel.of("pressure"), Channel.of("temperature")),
                values);
    }
}
