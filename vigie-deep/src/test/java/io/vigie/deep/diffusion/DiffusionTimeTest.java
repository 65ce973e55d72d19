package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DiffusionTimeTest {
    private static final int WINDOW = 64;
    private static final int CHANNELS = 4;
    private static final int FROM = 24;
    private static final int TO = 48;

    private final TrainingWindows windows =
            new TrainingWindows(List.of(DrawnSeries.of(OnePassData.cycles(1, 2000))), WINDOW, 0, 0.2);
    private final DiffusionTimeNetwork network =
            new DiffusionTimeNetwork(new DiffusionTime(), ChannelRange.of(windows));
    private final Trained trained =
            Trainer.train(network, windows, TrainingOptions.of(250).withLearningRate(2e-3), RunContext.defaults());

    /** Mean time told of a block of rows of the second channel, where noise of a deviation is, and of all else. */
    private double[] told(double deviation, double resolution) {
        return TorchRuntime.compute(() -> {
            Tensor given =
                    Tensors.of(windows.heldOut(), windows.heldOut().length / CHANNELS / WINDOW, CHANNELS, WINDOW);
            double[] resolutions = new double[Math.toIntExact(given.size(0))];
            Arrays.fill(resolutions, resolution);
            Tensor noise = Tensors.times(CoarseNoise.of(new Noise(1, Device.CPU), 1, WINDOW, resolutions), deviation);
            Tensor block = given.narrow(1, 1, 1).narrow(2, FROM, TO - FROM);
            block.copy_(block.add(noise.narrow(2, FROM, TO - FROM)));
            Tensor times = network.told(Parameters.of(network.layout(), trained.weights()), given);
            double inside =
                    times.narrow(1, 1, 1).narrow(2, FROM, TO - FROM).mean().item_double();
            double beside = times.narrow(1, 2, 2).mean().item_double();
            return new double[] {inside, beside};
        });
    }

    @Test
    void theTimeToldRisesWithTheNoiseOfItsCellsAlone() {
        for (double resolution : new double[] {1, 8}) {
            double before = told(0, resolution)[0];
            double usual = told(0, resolution)[1];
            for (double deviation : new double[] {0.5, 1, 2}) {
                double[] told = told(deviation, resolution);
                assertThat(told[0])
                        .as("deviation %s, knots %s rows apart", deviation, resolution)
                        .isGreaterThan(before + 0.03);
                before = told[0];
                assertThat(told[1]).as("other channels").isLessThan(usual + 0.15);
            }
            assertThat(before).as("under the most noise").isGreaterThan(2.5 * usual);
        }
    }
}
