package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Features against the same layers computed here from the weights of the detector fitted by itself. */
class HiddenTest {
    private static final int WINDOW = 21;
    private static final TrainingSet TRAIN = TrainingSet.of(Regimes.of(1, 600));
    private static final TimeSeries TEST = Regimes.of(2, 300);
    private static final int FIRST = 130;

    private static double[] encoded(String text) {
        try (FittedEncoder fitted = Encoders.parse(text).fit(TRAIN, WINDOW, RunContext.defaults())) {
            Encoded all = Encoded.of(fitted, TEST);
            double[] features = new double[all.features()];
            for (int f = 0; f < features.length; f++) {
                features[f] = all.values()[FIRST * all.features() + f];
            }
            return features;
        }
    }

    /** What a detector fitted by itself has learned. */
    private static ModelReader learned(String text) {
        try (FittedDetector fitted = Detectors.parse(text).fit(TRAIN, RunContext.defaults())) {
            MemoryModel model = new MemoryModel();
            fitted.write(model);
            return model.asReader();
        }
    }

    /** The window, [row][channel], within a range. */
    private static double[][] window(ModelReader range) {
        float[] low = range.floats("low", 2);
        float[] high = range.floats("high", 2);
        double[][] rows = new double[WINDOW][2];
        for (int c = 0; c < 2; c++) {
            double[] values = TEST.channelValues(c);
            for (int t = 0; t < WINDOW; t++) {
                rows[t][c] = Math.max(low[c], Math.min(high[c], values[FIRST + t]));
            }
        }
        return rows;
    }

    /** {@code weight x input + bias}, [output]. */
    private static double[] linear(ModelReader network, String name, double[] input) {
        int outputs = network.shape(name + ".bias")[0];
        float[] weight = network.floats(name + ".weight", outputs, input.length);
        float[] bias = network.floats(name + ".bias", outputs);
        double[] output = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            output[o] = bias[o];
            for (int i = 0; i < input.length; i++) {
                output[o] += weight[o * input.length + i] * input[i];
            }
        }
        return output;
    }

    private static double[] rectified(double[] values) {
        return Arrays.stream(values).map(value -> Math.max(0, value)).toArray();
    }

    /** So many rows side by side, the first of them {@code apart} rows before the next. */
    private static double[] beside(double[][] rows, int from, int count, int apart) {
        double[] all = new double[0];
        for (int i = 0; i < count; i++) {
            double[] row = rows[Math.max(0, Math.min(rows.length - 1, from + i * apart))];
            int length = all.length;
            all = Arrays.copyOf(all, length + row.length);
            System.arraycopy(row, 0, all, length, row.length);
        }
        return all;
    }

    private static double[][] folded(double[][] rows, int count) {
        double[][] folded = new double[rows.length / count][];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = beside(rows, i * count, count, 1);
        }
        return folded;
    }

    /** Three taps, ends repeated, rectified. */
    private static double[][] convolved(ModelReader network, String name, double[][] rows) {
        double[][] convolved = new double[rows.length][];
        for (int t = 0; t < rows.length; t++) {
            convolved[t] = rectified(linear(network, name, beside(rows, t - 1, 3, 1)));
        }
        return convolved;
    }

    /** The second convolution of a convolutional coder, of which the first row is repeated until eight divide them. */
    private static double[][] inner(ModelReader network, double[][] window) {
        double[][] rows = new double[24][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = window[Math.max(0, t - 24 + WINDOW)];
        }
        double[][] outer = convolved(network, "encoder.outer", folded(rows, 4));
        return convolved(network, "encoder.inner", folded(outer, 2));
    }

    private static double[] flat(double[][] rows) {
        return beside(rows, 0, rows.length, 1);
    }

    private static double[] meansAndLargest(double[][] rows) {
        int units = rows[0].length;
        double[] pooled = new double[2 * units];
        Arrays.fill(pooled, units, 2 * units, Double.NEGATIVE_INFINITY);
        for (double[] row : rows) {
            for (int u = 0; u < units; u++) {
                pooled[u] += row[u] / rows.length;
                pooled[units + u] = Math.max(pooled[units + u], row[u]);
            }
        }
        return pooled;
    }

    @Test
    void theBottleneckOfAnAutoencoderIsItsOwn() {
        ModelReader learned = learned("ae(window=21,stride=8,hidden=6,bottleneck=5,max-steps=40)");
        double[][] inner = inner(learned.section("network"), window(learned.section("range")));
        double[] bottleneck = linear(learned.section("network"), "encoder.code", flat(inner));
        String detector = "ae(hidden=6,bottleneck=5,max-steps=40)";

        assertThat(bottleneck).hasSize(5);
        assertThat(encoded("hidden(detector=" + detector + ")")).containsExactly(bottleneck, within(1e-4));
        assertThat(encoded("hidden(detector=" + detector + ",layer=bottleneck)"))
                .containsExactly(bottleneck, within(1e-4));
        assertThat(encoded("hidden(detector=" + detector + ",layer=inner)"))
                .containsExactly(meansAndLargest(inner), within(1e-4));
    }

    @Test
    void aDenseLayerIsGivenAsItIs() {
        ModelReader learned = learned("ae(architecture=mlp,window=21,stride=8,hidden=6,max-steps=40)");
        double[][] window = window(learned.section("range"));
        double[] values = new double[2 * WINDOW];
        for (int t = 0; t < WINDOW; t++) {
            values[t] = window[t][0];
            values[WINDOW + t] = window[t][1];
        }
        ModelReader network = learned.section("network");
        double[] narrow =
                rectified(linear(network, "encoder.narrow", rectified(linear(network, "encoder.wide", values))));
        assertThat(encoded("hidden(detector=ae(architecture=mlp,hidden=6,max-steps=40),layer=narrow)"))
                .containsExactly(narrow, within(1e-4));
    }

    @Test
    void theLatentLayerHasTheMeansOfThePosterior() {
        ModelReader learned = learned("vae(window=21,stride=8,hidden=6,latent=3,max-steps=40)");
        double[][] inner = inner(learned.section("network"), window(learned.section("range")));
        double[] meansAndDeviations = linear(learned.section("network"), "encoder.code", flat(inner));
        double[] means = Arrays.copyOf(meansAndDeviations, 3);

        assertThat(meansAndDeviations).hasSize(6);
        assertThat(encoded("hidden(detector=vae(hidden=6,latent=3,max-steps=40))"))
                .containsExactly(means, within(1e-4));
        // what is added to scores has no part in it
        assertThat(encoded("hidden(detector=vae(hidden=6,latent=3,max-steps=40,correction=activity))"))
                .containsExactly(means, within(1e-4));
    }

    @Test
    void aForecasterReadsTheNewestRowsOfItsHistory() {
        ModelReader learned = learned("cnn(window=20,max-steps=20)");
        ModelReader network = learned.section("network");
        double[][] window = window(learned);
        double[][] rows = Arrays.copyOfRange(window, WINDOW - 18, WINDOW); // 18 + 8 would be more than the history
        int[] taps = {4, 4, 3};
        for (int i = 0; i < 3; i++) {
            double[][] next = new double[rows.length - (taps[i] - 1) * (1 << i)][];
            for (int t = 0; t < next.length; t++) {
                next[t] = rectified(linear(network, "convolution-" + i, beside(rows, t, taps[i], 1 << i)));
            }
            rows = next;
            assertThat(encoded("hidden(detector=cnn(max-steps=20),layer=convolution-" + i + ")"))
                    .containsExactly(meansAndLargest(rows), within(1e-4));
        }
        double[] hidden = rectified(linear(network, "hidden", rows[0]));
        assertThat(encoded("hidden(detector=cnn(max-steps=20))")).containsExactly(hidden, within(1e-4));
    }

    @Test
    void notesSayWhenTheDetectorsOwnWindowIsNotUsed() {
        assertThat(notes("hidden(detector=ae(window=64,hidden=4,max-steps=1))"))
                .contains("hidden: ae reads 21 rows in place of the 64 of its own window,"
                        + " as the windows of the encoder have 21");
        assertThat(notes("hidden(detector=cnn(max-steps=1))"))
                .contains("hidden: cnn reads 20 rows in place of the 50 of its own window,"
                        + " as the windows of the encoder have 21");
        assertThat(notes("hidden(detector=ae(window=21,hidden=4,max-steps=1))")).doesNotContain("in place of");
    }

    private static String notes(String text) {
        try (FittedEncoder fitted = Encoders.parse(text).fit(TRAIN, WINDOW, RunContext.defaults())) {
            return String.join("\n", fitted.notes());
        }
    }

    @Test
    void blindSpotsAreThoseOfTheLayersNotOfTheScores() {
        for (String detector : new String[] {"ae", "vae", "cnn"}) {
            assertThat(Detectors.parse(detector).descriptor().blindSpots()).isEmpty();
            assertThat(Encoders.parse("hidden(detector=" + detector + ")")
                            .descriptor()
                            .blindSpots())
                    .containsExactly(AnomalyKind.SPIKE);
        }
    }

    @Test
    void otherDetectorsAreRefusedNamingThoseThatDo() {
        for (String detector : new String[] {"lstm", "kmeans"}) {
            assertThatThrownBy(() -> Encoders.parse("hidden(detector=" + detector + ")"))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("detector is '" + detector + "'")
                    .hasMessageContaining("use one of ae, cnn, vae");
        }
        assertThatThrownBy(() -> Encoders.parse("hidden(detector=aee)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("unknown detector 'aee'");
    }

    @Test
    void unknownLayersAreRefusedNamingThoseThatThereAre() {
        assertThatThrownBy(() -> Encoders.parse("hidden(detector=ae,layer=outter)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("layer is 'outter'; 'ae' has outer, inner, bottleneck; use one of them, or last");
        assertThatThrownBy(() -> Encoders.parse("hidden(detector=vae(architecture=mlp),layer=inner)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("has wide, narrow, latent");
    }

    @Test
    void aWindowTooShortForAForecasterIsRefused() {
        assertThatThrownBy(() -> Encoders.parse("hidden(detector=cnn)").fit(TRAIN, 18, RunContext.defaults()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("window 18 is too short for the hidden layers of 'cnn'; use at least 19");
    }

    @Test
    void aNetworkOfAnotherDetectorIsNotReadBack() {
        String text = "hidden(detector=ae(hidden=4,max-steps=1))";
        MemoryModel model = new MemoryModel();
        try (FittedEncoder fitted = Encoders.parse(text).fit(TRAIN, WINDOW, RunContext.defaults())) {
            fitted.write(model);
        }
        Hidden other = (Hidden) Encoders.parse("hidden(detector=ae(hidden=5,max-steps=1))");
        assertThatThrownBy(() -> FittedHidden.read(other, TRAIN.schema(), WINDOW, model.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("fit the model again");
    }
}
