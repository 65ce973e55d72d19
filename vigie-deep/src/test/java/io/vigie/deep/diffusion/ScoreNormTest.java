package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.RankingCurve;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScoreNormTest {
    private static final int ROWS = 3000;

    /** Normal data under normal noise: the score is linear, {@code -x / (1 + sigma^2)}. */
    @Test
    void theNormIsThatOfTheScoreOfNormalData() {
        RandomGenerator random = RunContext.defaults().random("normal");
        double[][] values = new double[2][ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[0][row] = random.nextGaussian();
            values[1][row] = 0.1 * random.nextGaussian(); // the same, counted in its own noise
        }
        ScoreNorm options = (ScoreNorm) Detectors.create("score-norm", Map.of("window", "16", "levels", "2"));
        TrainingWindows windows = new TrainingWindows(List.of(DrawnSeries.of(values)), 16, 0, 0.2);
        ScoreNormNetwork network = new ScoreNormNetwork(options, ChannelRange.of(windows));
        TrainingOptions training = TrainingOptions.of(400).withLearningRate(3e-3);
        Trained trained = Trainer.train(network, windows, training, RunContext.defaults());
        double weight = 0;
        for (double sigma : new double[] {options.leastNoise(), options.mostNoise()}) {
            weight += 0.5 * Math.pow(sigma / (1 + sigma * sigma), 2);
        }
        double expected = weight;
        TorchRuntime.compute(() -> {
            Tensor standard = new Noise(1, Device.CPU).gaussian(500, 2, 16);
            Tensor given = standard.clone();
            given.narrow(1, 1, 1).mul_(Tensors.of(new float[] {0.1f}, 1));
            double[] means = Tensors.doubles(network.cells(Parameters.of(network.layout(), trained.weights()), given)
                    .mean(new long[] {0, 2}, false, null));
            for (double mean : means) {
                assertThat(mean / expected).isCloseTo(1, within(0.15));
            }
            return true;
        });
    }

    /** Cycles with stretches in which two channels stand at a level they seldom have together. */
    private static TimeSeries stretches(int seed, int rows, int every, List<Interval> bad) {
        double[][] values = OnePassData.cycles(seed, rows);
        SplittableRandom random = new SplittableRandom(seed);
        for (int start = every / 2; start + every < rows; start += every) {
            int from = start + random.nextInt(every / 4);
            for (int row = from; row < from + 24; row++) {
                values[0][row] = 1 + 0.2 * random.nextDouble();
                values[1][row] = -1 + 0.2 * random.nextDouble();
            }
            bad.add(new Interval(from, from + 24));
        }
        return DrawnSeries.of(values);
    }

    /** How well fresh stretches are told after learning from a train part of which 6 % are such. */
    private static double auroc(String id, Map<String, String> options) {
        TimeSeries train = stretches(1, ROWS, 400, new ArrayList<>());
        List<Interval> bad = new ArrayList<>();
        TimeSeries test = stretches(2, 2000, 200, bad);
        Map<String, String> all = new HashMap<>(Map.of("max-steps", "200", "epochs", "20", "smoothing", "1"));
        all.putAll(options);
        try (FittedDetector fitted = Detectors.create(id, all).fit(TrainingSet.of(train), RunContext.defaults())) {
            return RankingCurve.of(fitted.score(test).totals(), Labels.ofIntervals(test.length(), bad))
                    .aucRoc();
        }
    }

    /** Under much noise a few odd windows are lost among the usual ones; under little they are a mode of their own. */
    @Test
    void muchNoiseBearsAnomaliesInTheTrainPart() {
        double much = auroc("score-norm", Map.of("least-noise", "2", "most-noise", "16"));
        double little = auroc("score-norm", Map.of("least-noise", "0.5", "most-noise", "4"));
        double autoencoder = auroc("vae", Map.of());
        assertThat(much)
                .as("little noise: %s, vae: %s", little, autoencoder)
                .isGreaterThan(0.985)
                .isGreaterThan(autoencoder)
                .isGreaterThan(little + 0.1);
    }
}
