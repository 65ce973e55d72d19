package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Values of deviation 1 that follow x' = 0.8 x + 0.6 e: normal, with covariance 0.8 to the power of the lag. */
final class Autoregressive {
    private static final double MEMORY = 0.8;

    private Autoregressive() {}

    static double[] values(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        values[0] = random.nextGaussian();
        for (int i = 1; i < count; i++) {
            values[i] = MEMORY * values[i - 1] + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
        }
        return values;
    }

    static TimeSeries series(int rows, long seed) {
        return TimeSeries.of(
                "autoregressive", TimeAxis.rows(rows), List.of(Channel.of("x")), new double[][] {values(rows, seed)});
    }

    /** What noisy windows are multiplied with to get the expected data, E[x | noisy]; [row, row]. */
    static Tensor gain(int rows, double scale, double deviation) {
        float[] covariance = new float[rows * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                covariance[i * rows + j] = (float) Math.pow(MEMORY, Math.abs(i - j));
            }
        }
        Tensor clean = Tensors.of(covariance, rows, rows);
        Tensor noisy = Tensors.times(clean, scale * scale).add(Tensors.times(torch.eye(rows), deviation * deviation));
        return Tensors.times(torch.matmul(clean, noisy.inverse()), scale);
    }
}
