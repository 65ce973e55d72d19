package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.hipparchus.complex.Complex;
import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;
import org.junit.jupiter.api.Test;

class SpectralResidualTest {
    private static final SpectralResidual OPTIONS = new SpectralResidual(64, 3, 21, 5, 5);

    @Test
    void agreesWithTheFormulasWrittenOutWithAnotherTransform() {
        TimeSeries series = noisy(3, 200);
        Scores scores =
                OPTIONS.fit(TrainingSet.of(series), RunContext.defaults()).score(series);
        assertThat(scores.warmUp()).isEqualTo(58);
        for (int row = 58; row < 200; row++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                double expected = reference(series, c, row);
                assertThat((double) scores.contribution(c, row)).isCloseTo(expected, within(1e-5 * (1 + expected)));
                sum += expected;
            }
            assertThat(scores.total(row)).isCloseTo(sum, within(1e-8 * (1 + sum)));
        }
    }

    @Test
    void aSpikeStandsOutAtOnceAndInItsChannel() {
        TimeSeries clean = noisy(3, 200);
        double[][] values = {clean.channelValues(0), clean.channelValues(1), clean.channelValues(2)};
        values[1][150] += 5;
        TimeSeries series =
                TimeSeries.wrap("spiked", clean.time(), clean.schema().channels(), values);
        Scores scores =
                OPTIONS.fit(TrainingSet.of(clean), RunContext.defaults()).score(series);
        for (int row = scores.warmUp(); row < 150; row++) {
            assertThat(scores.total(150)).isGreaterThan(scores.total(row));
        }
        assertThat(scores.contribution(1, 150)).isGreaterThan(0.6f * (float) scores.total(150));
    }

    @Test
    void constantWindowsHaveNoSaliency() {
        TimeSeries series =
                TimeSeries.wrap("flat", TimeAxis.rows(100), List.of(Channel.of("a"), Channel.of("b")), new double[][] {
                    Stream.generate(() -> 3.7).limit(100).mapToDouble(x -> x).toArray(), new double[100]
                });
        Scores scores =
                OPTIONS.fit(TrainingSet.of(series), RunContext.defaults()).score(series);
        for (double score : scores.settledTotals()) {
            assertThat(score).isCloseTo(0, within(1e-6));
        }
    }

    private static double reference(TimeSeries series, int channel, int row) {
        int size = 64;
        int observed = 59;
        double[] window = new double[size];
        for (int i = 0; i < observed; i++) {
            window[i] = series.value(channel, row - observed + 1 + i);
        }
        int last = observed - 2;
        double slopes = 0;
        for (int i = 1; i <= 5; i++) {
            slopes += (window[last] - window[last - i]) / i;
        }
        for (int i = observed; i < size; i++) {
            window[i] = window[last - 4] + slopes;
        }
        FastFourierTransformer fft = new FastFourierTransformer(DftNormalization.STANDARD);
        Complex[] spectrum = fft.transform(window, TransformType.FORWARD);
        Complex[] residual = new Complex[size];
        for (int k = 0; k < size; k++) {
            double mean = 0;
            for (int j = -1; j <= 1; j++) {
                mean += Math.log(spectrum[Math.floorMod(k + j, size)].norm()) / 3;
            }
            double amplitude = Math.exp(Math.log(spectrum[k].norm()) - mean);
            double phase = spectrum[k].getArgument();
            residual[k] = new Complex(amplitude * Math.cos(phase), amplitude * Math.sin(phase));
        }
        Complex[] map = fft.transform(residual, TransformType.INVERSE);
        double local = 0;
        for (int i = observed - 22; i < observed - 1; i++) {
            local += map[i].norm() / 21;
        }
        return Math.max(0, (map[observed - 1].norm() - local) / local);
    }

    private static TimeSeries noisy(int channels, int rows) {
        RandomGenerator random = RunContext.defaults().random("spectral");
        double[][] values = new double[channels][rows];
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < rows; row++) {
                values[c][row] = Math.sin(0.3 * row + c) + 0.1 * random.nextGaussian();
            }
        }
        List<Channel> named =
                Stream.of("a", "b", "c").limit(channels).map(Channel::of).toList();
        return TimeSeries.wrap("noisy", TimeAxis.rows(rows), named, values);
    }
}
