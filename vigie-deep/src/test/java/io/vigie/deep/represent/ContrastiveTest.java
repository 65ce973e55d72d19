package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.RunContext;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContrastiveTest {
    private static final int WINDOW = 40;
    private static final int ROWS = 2400;

    /** Equation 1 of the paper written out, for two members of two features. */
    @Test
    void theContrastIsTheCrossEntropyOfThePaper() {
        double[][] both = {{1, 0}, {0.5, -1}, {0.2, 0.4}, {-0.3, 0.7}}; // two of the one kind, then their others
        double[] expected = new double[2];
        for (int member = 0; member < 2; member++) {
            for (int[] pair : new int[][] {{member, member + 2}, {member + 2, member}}) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += k == pair[0] ? 0 : Math.exp(product(both[pair[0]], both[k]));
                }
                expected[member] -= 0.5 * Math.log(Math.exp(product(both[pair[0]], both[pair[1]])) / sum);
            }
        }
        double[] losses = TorchRuntime.compute(() -> Tensors.doubles(ContrastiveNetwork.contrast(
                Tensors.of(new float[] {1, 0, 0.5f, -1}, 1, 2, 2),
                Tensors.of(new float[] {0.2f, 0.4f, -0.3f, 0.7f}, 1, 2, 2))));

        assertThat(losses).hasSize(2);
        assertThat(losses[0]).isCloseTo(expected[0], within(1e-5));
        assertThat(losses[1]).isCloseTo(expected[1], within(1e-5));
    }

    private static double product(double[] one, double[] other) {
        return one[0] * other[0] + one[1] * other[1];
    }

    @Test
    void rowsAreKnownAgainInOtherSurroundings() {
        ContrastiveNetwork network = new ContrastiveNetwork(new Contrastive(16, 32, 0.5, 10, 80, 1e-3), 2);
        TrainingWindows windows = new TrainingWindows(List.of(Regimes.of(1, ROWS)), WINDOW, 0, 0.2);
        TrainingWindows unseen = new TrainingWindows(List.of(Regimes.of(2, ROWS)), WINDOW, 0, 0);
        Trained trained =
                Trainer.train(network, windows, TrainingOptions.of(80).withBatch(64, 32), RunContext.defaults());
        float[] initial = network.layout().initial(new SplittableRandom(1));

        // what is drawn is the same each time that a loss is measured
        assertThat(loss(network, trained.weights(), unseen)).isLessThan(loss(network, initial, unseen) - 0.5);
    }

    private static double loss(ContrastiveNetwork network, float[] weights, TrainingWindows windows) {
        return TorchRuntime.compute(() -> network.losses(
                        Parameters.of(network.layout(), weights),
                        Tensors.of(windows.spreadTrain(128), 128, 2, WINDOW),
                        null)
                .mean()
                .item_double());
    }
}
