package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Detectors;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TimeAddmTest {
    private static final int COUNT = 6;
    private static final TrainingWindows WINDOWS =
            new TrainingWindows(List.of(DrawnSeries.of(ReconstructionsTest.cycles(1, 500))), 64, 0, 0);

    private static CellModel model(Map<String, String> options) {
        return ((CellDetector) Detectors.create("timeaddm", options)).model(ChannelRange.of(WINDOWS));
    }

    private static double[] cells(CellModel model) {
        ParameterLayout layout = model.layout();
        RandomGenerator random = new SplittableRandom(1);
        float[] weights = layout.initial(random);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.02f * (float) random.nextGaussian(); // where layers begin at 0
        }
        return TorchRuntime.compute(() -> {
            Tensor windows = Tensors.of(WINDOWS.spreadTrain(COUNT), COUNT, 4, 64);
            return Tensors.doubles(model.cells(Parameters.of(layout, weights), windows));
        });
    }

    @Test
    void errorsOfTheLevelsAreAveraged() {
        double[] both = cells(model(Map.of("levels", "2", "highest", "0.6", "evaluations", "4")));
        double[] low = cells(model(Map.of("levels", "1", "highest", "0.3", "evaluations", "2")));
        double[] high = cells(model(Map.of("levels", "1", "highest", "0.6", "evaluations", "2")));
        double apart = 0;
        for (int i = 0; i < both.length; i++) {
            assertThat(both[i]).isCloseTo((low[i] + high[i]) / 2, within(1e-5 * Math.max(1, both[i])));
            apart = Math.max(apart, Math.abs(low[i] - high[i]));
        }
        assertThat(apart).isGreaterThan(1e-3);
    }
}
