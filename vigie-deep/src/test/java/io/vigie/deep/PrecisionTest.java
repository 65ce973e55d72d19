package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.VolumeUnderSurface;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is found on the shipped server does not depend on the precision of matrix products. Skipped on a processor without units for
 * bfloat16: there, the precisions are one and the same.
 */
class PrecisionTest {
    private static final int TRAIN_FROM = 6000;
    private static final int TRAIN_TO = 8000;
    private static final int TEST_FROM = 24_000;
    private static final int TEST_TO = 29_000;
    private static final int WINDOW = 100;
    private static final int PROBED = 512; // rows and columns; small products may be left at full precision

    @AfterEach
    void highestAgain() {
        torch.globalContext().setFloat32MatmulPrecision("highest");
    }

    @ParameterizedTest
    @CsvSource({"ae,200", "cnn,200", "realnvp,100"})
    void mediumPrecisionFindsWhatTheHighestFinds(String id, String steps) {
        assumeTrue(
                differ("highest", "medium"),
                "a product of 512 x 512 matrices has the same bits with medium as with highest precision: this processor"
                        + " has no units for bfloat16, and nothing would be compared");
        Path file = Path.of(System.getProperty("vigie.root", "..")).resolve("samples/smd/machine-2-4.csv.gz");
        CsvResult read = CsvReader.read(file, CsvFormat.auto().withLabel(ColumnChoice.named("label")));
        TrainingSet raw = TrainingSet.of(read.series().slice(TRAIN_FROM, TRAIN_TO));
        Preparation preparation = Preparation.fit(raw, PreparationOptions.defaults(), RunContext.defaults());
        TimeSeries test = preparation.apply(read.series().slice(TEST_FROM, TEST_TO));
        Labels labels = read.labels().orElseThrow().slice(TEST_FROM, TEST_TO);
        double highest = vusPr("highest", id, steps, preparation.apply(raw), test, labels);
        double medium = vusPr("medium", id, steps, preparation.apply(raw), test, labels);

        assertThat(highest).isGreaterThan(0.2); // what is random has about the share of anomalous rows, .05
        assertThat(medium).isCloseTo(highest, within(0.005));
    }

    private static boolean differ(String one, String other) {
        return !Arrays.equals(product(one), product(other));
    }

    private static float[] product(String precision) {
        return TorchRuntime.compute(() -> {
            torch.globalContext().setFloat32MatmulPrecision(precision);
            Tensor matrix = new Noise(1, Device.CPU).gaussian(PROBED, PROBED);
            return Tensors.floats(torch.matmul(matrix, matrix));
        });
    }

    private static double vusPr(
            String precision, String id, String steps, TrainingSet train, TimeSeries test, Labels labels) {
        TorchRuntime.require();
        torch.globalContext().setFloat32MatmulPrecision(precision);
        try (FittedDetector fitted =
                Detectors.create(id, Map.of("max-steps", steps)).fit(train, RunContext.defaults())) {
            double[] scores = fitted.score(test).settledTotals();
            int warmUp = test.length() - scores.length;
            return VolumeUnderSurface.of(scores, labels.slice(warmUp, labels.size()), WINDOW)
                    .pr();
        }
    }
}
