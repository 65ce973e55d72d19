package io.vigie.deep.oneclass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DeepSvddTest {
    private final TimeSeries train = DrawnSeries.of(PlantData.cycles(1, 2000));
    private final TrainingWindows windows = new TrainingWindows(List.of(train), 64, 0, 0.2);
    private final DeepSvddNetwork network = new DeepSvddNetwork(new DeepSvdd(), 4);
    private final ParameterLayout layout = network.layout();

    private Tensor some(int count) {
        return Tensors.of(windows.spreadTrain(count), count, 4, 64);
    }

    @Test
    void theCentreIsTheMeanOfUntrainedEmbeddingsAwayFromZero() {
        float[] weights = layout.initial(new SplittableRandom(1));
        TorchRuntime.compute(() -> {
            network.adapt(weights, some(100));
            return true;
        });
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = weights.length - 16; i < weights.length; i++) {
            squares += weights[i] * weights[i] / 16;
            least = Math.min(least, Math.abs(weights[i]));
        }
        assertThat(least).isGreaterThanOrEqualTo(0.05 * Math.sqrt(squares));
    }

    @Test
    void aNetworkWithoutBiasesIsHomogeneous() {
        float[] weights = layout.initial(new SplittableRandom(1)); // the centre is 0: a distance is a squared length
        double[][] cells = TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(layout, weights);
            Tensor given = some(3);
            return new double[][] {
                Tensors.doubles(network.cells(parameters, given).sum(1)),
                Tensors.doubles(
                        network.cells(parameters, Tensors.times(given, 3)).sum(1))
            };
        });
        for (int i = 0; i < cells[0].length; i++) {
            assertThat(cells[1][i]).isCloseTo(9 * cells[0][i], within(1e-4 * cells[1][i]));
        }
    }

    @Test
    void saysThatItDidNotCollapse() {
        try (FittedDetector fitted = new DeepSvdd().fit(TrainingSet.of(train), RunContext.defaults())) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.contains("held-out embeddings spread"))
                    .noneMatch(note -> note.contains("collapse"));
        }
    }

    @Test
    void saysWhereAllWindowsEndInOnePlace() {
        float[] none = new float[layout.size()];
        List<String> told = TorchRuntime.compute(() -> network.findings(Parameters.of(layout, none), some(100)));

        assertThat(told).anyMatch(finding -> finding.startsWith("hypersphere collapse"));
    }
}
