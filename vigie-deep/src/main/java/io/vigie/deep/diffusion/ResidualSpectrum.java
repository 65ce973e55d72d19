package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Noise with the spectrum of the residuals of series: of what the first principal components of windows leave of them. There are
 * {@value #COMPONENTS} of these, or half as many as there are windows.
 */
final class ResidualSpectrum {
    private static final int COMPONENTS = 16; // as many numbers as ae passes windows through
    private static final double SMALLEST = 1e-6; // deviation of a residual that is rounding

    private ResidualSpectrum() {}

    /** Frequencies that are told apart: waves that a window holds 1, 2, ... of. */
    static int frequencies(int window) {
        return Math.max(1, window / 2);
    }

    /**
     * How strong each frequency is in the residuals of a channel.
     *
     * @param windows at least one, [window, channel, time]
     * @return [channel][frequency]; the squares of a channel add up to 1, or all are 0 where nothing is left of it
     */
    static float[] amplitudes(Tensor windows) {
        int count = Math.toIntExact(windows.size(0));
        int channels = Math.toIntExact(windows.size(1));
        int window = Math.toIntExact(windows.size(2));
        int frequencies = frequencies(window);
        Tensor rows = windows.flatten(1, 2).to(torch.ScalarType.Double);
        Tensor centred = rows.sub(rows.mean(0));
        Tensor vectors = torch.linalg_eigh(torch.matmul(centred, centred.t())).get1(); // ascending values
        int components = Math.min(COMPONENTS, count / 2);
        Tensor strongest = vectors.narrow(1, count - components, components);
        Tensor residuals = centred.sub(torch.matmul(strongest, torch.matmul(strongest.t(), centred)));
        Tensor waves = Tensors.of(waves(window), 2L * frequencies, window).to(torch.ScalarType.Double);
        Tensor parts = torch.matmul(residuals.view(count, channels, window), waves.t());
        Tensor powers = parts.square().mean(0); // [channel, 2 x frequency]
        double[] power = Tensors.doubles(powers);
        float[] amplitudes = new float[channels * frequencies];
        for (int c = 0; c < channels; c++) {
            double[] sums = new double[frequencies];
            for (int f = 0; f < frequencies; f++) {
                sums[f] = power[c * 2 * frequencies + f] + power[(c * 2 + 1) * frequencies + f];
            }
            double whole = Arrays.stream(sums).sum();
            for (int f = 0; f < frequencies && Math.sqrt(whole) / window > SMALLEST; f++) {
                amplitudes[c * frequencies + f] = (float) Math.sqrt(sums[f] / whole);
            }
        }
        return amplitudes;
    }

    /** Cosines, then sines, [2 x frequency][row]. */
    private static float[] waves(int window) {
        int frequencies = frequencies(window);
        float[] waves = new float[2 * frequencies * window];
        for (int f = 0; f < frequencies; f++) {
            for (int row = 0; row < window; row++) {
                double phase = 2 * Math.PI * (f + 1) * row / window;
                waves[f * window + row] = (float) Math.cos(phase);
                waves[(frequencies + f) * window + row] = (float) Math.sin(phase);
            }
        }
        return waves;
    }

    /**
     * Normal noise of deviation 1, or 0 where all amplitudes of a channel are.
     *
     * @param amplitudes [channel, frequency]
     * @return [count, channel, time]
     */
    static Tensor draw(Noise noise, Tensor amplitudes, int count, int window) {
        long channels = amplitudes.size(0);
        int frequencies = frequencies(window);
        Tensor drawn = noise.gaussian(count, channels, 2L * frequencies).mul(amplitudes.repeat(1, 2));
        return torch.matmul(drawn, Tensors.like(drawn, waves(window), 2L * frequencies, window));
    }
}
