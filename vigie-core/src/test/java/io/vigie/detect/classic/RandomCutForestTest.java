package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.amazon.randomcutforest.RandomCutForest;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomCutForestTest {
    private static final RandomCutForestDetector STREAMING =
            new RandomCutForestDetector(2, 10, 64, 640, StreamLearning.CONTINUE, true);

    @Test
    void scoresAreThoseOfTheLibraryFedTheSameShingles() {
        TimeSeries train = series(1, 300);
        TimeSeries test = series(2, 100);
        RunContext context = RunContext.defaults();
        RandomCutForest forest = RandomCutForest.builder()
                .dimensions(4)
                .shingleSize(2)
                .internalShinglingEnabled(false)
                .numberOfTrees(10)
                .sampleSize(64)
                .timeDecay(1.0 / 640)
                .outputAfter(1)
                .randomSeed(context.random("rcf").nextLong())
                .parallelExecutionEnabled(false)
                .build();
        for (int row = 1; row < 300; row++) {
            forest.update(point(train, row));
        }
        Scores scores = STREAMING.fit(TrainingSet.of(train), context).score(test, context);
        assertThat(scores.warmUp()).isEqualTo(1);
        for (int row = 1; row < 100; row++) {
            assertThat(scores.total(row)).isCloseTo(forest.getAnomalyScore(point(test, row)), within(1e-9));
            forest.update(point(test, row));
        }
    }

    @Test
    void aLearningStreamGoesOnWithTheSameBitsFromItsTensors() {
        FittedDetector fitted = STREAMING.fit(TrainingSet.of(series(1, 300)), RunContext.defaults());
        TimeSeries test = series(2, 300);
        Scores batch = fitted.score(test);
        assertThat(fitted.score(test).totals()).isEqualTo(batch.totals());
        OnlineScorer online = fitted.online();
        for (int row = 0; row < 300; row++) {
            if (row % 97 == 50) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = fitted.online(state.asReader());
            }
            assertThat(online.push(test.row(row))).isEqualTo(Double.valueOf(batch.total(row)));
        }
    }

    @Test
    void learningMakesALongShiftNormalAndFrozenDoesNot() {
        double[][] values = {series(2, 900).channelValues(0), series(2, 900).channelValues(1)};
        for (int row = 200; row < 900; row++) {
            values[0][row] += 5;
        }
        TimeSeries shifted = TimeSeries.wrap(
                "shifted", TimeAxis.rows(900), series(1, 1).schema().channels(), values);
        TrainingSet train = TrainingSet.of(series(1, 300));
        Scores learning = STREAMING.fit(train, RunContext.defaults()).score(shifted);
        Scores frozen = new RandomCutForestDetector(2, 10, 64, 640, StreamLearning.FROZEN, true)
                .fit(train, RunContext.defaults())
                .score(shifted);
        assertThat(mean(learning, 800, 900)).isLessThan(0.6 * mean(learning, 200, 210));
        assertThat(mean(frozen, 800, 900)).isGreaterThan(0.8 * mean(frozen, 200, 210));
        assertThat(frozen.contribution(0, 850)).isGreaterThan(frozen.contribution(1, 850));
    }

    @Test
    void aStateOfAnotherShapeIsRefused() {
        FittedDetector fitted = STREAMING.fit(TrainingSet.of(series(1, 300)), RunContext.defaults());
        MemoryModel model = new MemoryModel();
        fitted.write(model);
        RandomCutForestDetector other = new RandomCutForestDetector(2, 11, 64, 640, StreamLearning.CONTINUE, true);
        assertThatThrownBy(() -> FittedRandomCutForest.read(other, fitted.schema(), model.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("trees");
    }

    private static double mean(Scores scores, int from, int to) {
        double sum = 0;
        for (int row = from; row < to; row++) {
            sum += scores.total(row) / (to - from);
        }
        return sum;
    }

    private static float[] point(TimeSeries series, int row) {
        return new float[] {
            (float) series.value(0, row - 1),
            (float) series.value(1, row - 1),
            (float) series.value(0, row),
            (float) series.value(1, row)
        };
    }

    private static TimeSeries series(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("stream");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = Math.sin(0.2 * row) + 0.1 * random.nextGaussian();
            values[1][row] = random.nextGaussian();
        }
        return TimeSeries.wrap(
                "stream-" + seed, TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
    }
}
