package io.vigie.deep.flow;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A vector autoregression of order one with independent normal noise a channel: the background of a likelihood ratio. The
 * first row of a window is told by the rows' own mean and deviation.
 *
 * @param channels number of channels
 * @param matrix [channel][channel + 1], the last column the intercept
 * @param mean of rows, [channel]
 * @param firstVariance variance of rows, [channel]
 * @param variance of what a step leaves unexplained, [channel]
 */
record Background(int channels, float[] matrix, float[] mean, float[] firstVariance, float[] variance) {
    private static final int MOST_WINDOWS = 2048;
    private static final double RIDGE = 1e-3; // of the mean square of a regressor

    /** Least squares over the steps within some train windows; {@code floor} is the least deviation of a step. */
    static Background of(TrainingWindows windows, double floor) {
        int channels = windows.channels();
        int window = windows.window();
        int count = Math.min(MOST_WINDOWS, windows.trainCount());
        float[] values = windows.spreadTrain(count);
        return TorchRuntime.compute(() -> {
            Tensor rows =
                    Tensors.of(values, count, channels, window).transpose(1, 2).to(torch.ScalarType.Double);
            Tensor all = rows.reshape(-1, channels);
            Tensor mean = all.mean(0);
            Tensor spread = Tensors.plus(all.sub(mean).square().mean(0), floor * floor);
            if (window == 1) {
                return new Background(
                        channels, new float[channels * (channels + 1)], floats(mean), floats(spread), floats(spread));
            }
            long steps = (long) count * (window - 1);
            Tensor before = withOne(rows.narrow(1, 0, window - 1).reshape(steps, channels));
            Tensor after = rows.narrow(1, 1, window - 1).reshape(steps, channels);
            Tensor gram = torch.matmul(before.t(), before);
            double ridge = RIDGE * steps;
            Tensor solved = torch.linalg_solve(
                    gram.add(Tensors.times(torch.eye(channels + 1L, gram.options()), ridge)),
                    torch.matmul(before.t(), after));
            Tensor left = after.sub(torch.matmul(before, solved));
            Tensor variance = Tensors.plus(left.square().mean(0), floor * floor);
            return new Background(
                    channels, floats(solved.t().contiguous()), floats(mean), floats(spread), floats(variance));
        });
    }

    private static Tensor withOne(Tensor rows) {
        Tensor ones = rows.narrow(1, 0, 1).detach().clone();
        ones.fill_(new Scalar(1.0));
        return torch.cat(new TensorVector(rows, ones), 1);
    }

    private static float[] floats(Tensor tensor) {
        return Tensors.floats(tensor.to(torch.ScalarType.Float));
    }

    /**
     * Negative log densities in nats.
     *
     * @param windows [batch, channel, time]
     * @return [batch] in float64
     */
    Tensor nats(Tensor windows) {
        Tensor rows = windows.transpose(1, 2).to(torch.ScalarType.Double);
        Tensor first = rows.narrow(1, 0, 1).sub(constant(rows, mean, 1, 1, channels));
        Tensor nats = gaussian(first, constant(rows, firstVariance, 1, 1, channels));
        long steps = rows.size(1) - 1;
        if (steps == 0) {
            return nats;
        }
        Tensor before = rows.narrow(1, 0, steps);
        Tensor weights = constant(rows, matrix, channels, channels + 1);
        Tensor told = torch.matmul(before, weights.narrow(1, 0, channels).t())
                .add(weights.narrow(1, channels, 1).t());
        Tensor left = rows.narrow(1, 1, steps).sub(told);
        return nats.add(gaussian(left, constant(rows, variance, 1, 1, channels)));
    }

    private static Tensor constant(Tensor like, float[] values, long... shape) {
        return Tensors.like(like, values, shape).to(torch.ScalarType.Double);
    }

    private static Tensor gaussian(Tensor residual, Tensor variance) {
        Tensor terms = residual.square()
                .div(variance)
                .add(Tensors.times(variance, 2 * Math.PI).log());
        return Tensors.times(terms.flatten(1, 2).sum(1), 0.5);
    }

    void write(ModelWriter out) {
        out.tensor("matrix", matrix, channels, channels + 1);
        out.tensor("mean", mean, channels);
        out.tensor("first-variance", firstVariance, channels);
        out.tensor("variance", variance, channels);
    }

    static Background read(ModelReader in, int channels) {
        return new Background(
                channels,
                in.floats("matrix", channels, channels + 1),
                in.floats("mean", channels),
                in.floats("first-variance", channels),
                in.floats("variance", channels));
    }
}
