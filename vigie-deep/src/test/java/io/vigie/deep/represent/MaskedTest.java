package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.RunContext;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskedTest {
    private static final int WINDOW = 64;
    private static final long[] SHAPE = {100, 2, WINDOW};

    @Test
    void whatIsHiddenIsToldFarBetterThanByTheMean() {
        MaskedNetwork network = new MaskedNetwork(new Masked(16, 0.3, 10, 150, 2e-3), 2);
        TrainingWindows windows = new TrainingWindows(List.of(Regimes.of(1, 2000)), WINDOW, 0, 0.2);
        Trained trained = Trainer.train(
                network,
                windows,
                TrainingOptions.of(150).withBatch(64, 32).withLearningRate(2e-3),
                RunContext.defaults());
        TimeSeries test = Regimes.of(2, 1000);
        float[] values = new float[(int) (SHAPE[0] * SHAPE[1]) * WINDOW];
        for (int i = 0; i < SHAPE[0]; i++) {
            for (int c = 0; c < 2; c++) {
                double[] rows = new double[WINDOW];
                test.copyChannel(c, 9 * i, rows, 0, WINDOW);
                for (int t = 0; t < WINDOW; t++) {
                    values[(2 * i + c) * WINDOW + t] = (float) rows[t];
                }
            }
        }
        float[] mask = network.mask(SHAPE, new SplittableRandom(3));
        float[] filled = TorchRuntime.compute(() -> Tensors.floats(network.filled(
                Parameters.of(network.layout(), trained.weights()),
                Tensors.of(values, SHAPE),
                Tensors.of(mask, SHAPE))));
        double error = 0;
        double ofTheMean = 0;
        for (int cell = 0; cell < mask.length; cell++) {
            if (mask[cell] == 1) {
                double value = Math.log(values[cell] + Math.hypot(values[cell], 1));
                error += Math.pow(filled[cell] - value, 2);
                ofTheMean += value * value; // channels have mean 0
            }
        }
        assertThat(error).isLessThan(0.4 * ofTheMean); // the noise alone is about a fifth
    }

    @Test
    void whatIsHiddenLeavesNoTrace() {
        MaskedNetwork network = new MaskedNetwork(new Masked(), 2);
        float[] weights = network.layout().initial(new SplittableRandom(1));
        float[] mask = network.mask(SHAPE, new SplittableRandom(3));
        float[] values = new float[mask.length];
        float[] others = new float[mask.length];
        SplittableRandom random = new SplittableRandom(5);
        for (int cell = 0; cell < mask.length; cell++) {
            values[cell] = (float) random.nextGaussian();
            others[cell] = mask[cell] == 1 ? (float) (9 * random.nextGaussian()) : values[cell];
        }
        float[][] filled = TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(network.layout(), weights);
            return new float[][] {
                Tensors.floats(network.filled(parameters, Tensors.of(values, SHAPE), Tensors.of(mask, SHAPE))),
                Tensors.floats(network.filled(parameters, Tensors.of(others, SHAPE), Tensors.of(mask, SHAPE)))
            };
        });
        assertThat(filled[0]).isEqualTo(filled[1]);
    }

    @Test
    void spansHideTheShareAskedForInEveryChannelAndTogetherInHalfOfTheWindows() {
        float[] mask = new MaskedNetwork(new Masked(), 2).mask(SHAPE, new SplittableRandom(3));
        int together = 0;
        for (int i = 0; i < SHAPE[0]; i++) {
            boolean same = true;
            for (int c = 0; c < 2; c++) {
                double hidden = 0;
                for (int t = 0; t < WINDOW; t++) {
                    hidden += mask[(2 * i + c) * WINDOW + t];
                    same &= mask[2 * i * WINDOW + t] == mask[(2 * i + 1) * WINDOW + t];
                }
                assertThat(hidden).isEqualTo(19); // 0.3 of 64
            }
            together += same ? 1 : 0;
        }
        assertThat(together).isBetween(35, 65);
    }
}
