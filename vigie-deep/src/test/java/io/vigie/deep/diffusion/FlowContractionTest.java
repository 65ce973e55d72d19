package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.RunContext;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FlowContractionTest {
    private static final int WINDOW = 64;
    private static final int CHANNELS = 4;

    /** Cycles about levels that are not 0, so that the centre is not. */
    private static double[][] raised() {
        double[][] values = OnePassData.cycles(1, 2000);
        for (int row = 0; row < values[3].length; row++) {
            values[3][row] += 2;
        }
        return values;
    }

    private final TrainingWindows windows = new TrainingWindows(List.of(DrawnSeries.of(raised())), WINDOW, 0, 0.2);
    private final FlowContractionNetwork network =
            new FlowContractionNetwork(new FlowContraction(), ChannelRange.of(windows));

    private Tensor heldOut() {
        float[] values = windows.heldOut();
        return Tensors.of(values, values.length / CHANNELS / WINDOW, CHANNELS, WINDOW);
    }

    @Test
    void aStepOfTheFieldEndsNearTheCentreWheneverItIsMade() {
        TrainingOptions options = TrainingOptions.of(200).withLearningRate(3e-3);
        Trained trained = Trainer.train(network, windows, options, RunContext.defaults());
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(network.layout(), trained.weights());
            Tensor given = heldOut();
            for (float time : new float[] {0, 0.5f, 1}) {
                Tensor times = Tensors.of(new float[] {time}, 1, 1).expand(given.size(0), 1);
                Tensor ends = given.add(network.displacement(parameters, given, times));
                double[] means = Tensors.doubles(ends.mean(new long[] {0, 2}, false, null));
                double[] centre = {0, 0, 0, 2};
                for (int c = 0; c < CHANNELS; c++) {
                    assertThat(means[c]).as("time %s", time).isCloseTo(centre[c], within(0.15));
                }
                Tensor from = given.sub(Tensors.of(new float[] {0, 0, 0, 2}, CHANNELS, 1));
                Tensor to = ends.sub(Tensors.of(new float[] {0, 0, 0, 2}, CHANNELS, 1));
                double left =
                        to.square().mean().item_double() / from.square().mean().item_double();
                assertThat(left).as("of the way at time %s", time).isLessThan(0.2);
            }
            return true;
        });
    }

    @Test
    void cellsAreWhatIsMissedOfTheWayBackToWhatWasExpected() {
        ParameterLayout layout = network.layout();
        float[] weights = layout.initial(new SplittableRandom(1));
        TorchRuntime.compute(() -> {
            Tensor given = heldOut();
            network.adapt(weights, given);
            Parameters parameters = Parameters.of(layout, weights);
            Tensor expected =
                    Objects.requireNonNull(network.expected(parameters, given)).location();
            double[] byHand = Tensors.doubles(given.sub(expected).square());
            double[] cells = Tensors.doubles(network.cells(parameters, given));
            for (int i = 0; i < cells.length; i++) {
                assertThat(cells[i]).isCloseTo(byHand[i], within(1e-3 * (1 + byHand[i])));
            }
            return true;
        });
    }

    @Test
    void windowsThatAreAllAtTheCentreHaveNoWayToIt() {
        TrainingWindows still = new TrainingWindows(List.of(DrawnSeries.of(new double[CHANNELS][200])), WINDOW, 0, 0.2);
        FlowContractionNetwork fresh = new FlowContractionNetwork(new FlowContraction(), ChannelRange.of(still));
        float[] weights = fresh.layout().initial(new SplittableRandom(1));
        List<String> told = TorchRuntime.compute(() -> fresh.findings(
                Parameters.of(fresh.layout(), weights),
                Tensors.of(new float[3 * CHANNELS * WINDOW], 3, CHANNELS, WINDOW)));
        assertThat(told)
                .containsExactly("scoring takes one evaluation of the field a window; held-out windows are all at the"
                        + " centre, so that there is no way to it");
    }
}
