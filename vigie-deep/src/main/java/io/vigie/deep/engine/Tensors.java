package io.vigie.deep.engine;

import io.vigie.detect.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors from and to Java arrays, and arithmetic with plain numbers, which the presets make long-winded. */
public final class Tensors {
    private static final float LIMIT = 0x1p50f; // its square is finite in float32
    private static final double LEAST_VARIANCE = 1e-5;
    private static final int MOST_WINDOWS = 1024;
    private static final int FEW_CHANNELS = 40;
    private static final int FEW_ROWS = 64;

    private Tensors() {}

    /** A float32 tensor of a copy of row-major values. */
    public static Tensor of(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    /** Row-major copy of a float32 tensor's values. */
    public static float[] floats(Tensor tensor) {
        Tensor whole = onCpu(tensor).contiguous();
        float[] values = new float[Math.toIntExact(whole.numel())];
        if (values.length > 0) { // libtorch gives nothing to point at
            new FloatPointer(whole.data_ptr()).get(values);
        }
        return values;
    }

    /** Row-major copy of a tensor's values in float64. */
    public static double[] doubles(Tensor tensor) {
        Tensor whole = onCpu(tensor).to(ScalarType.Double).contiguous();
        double[] values = new double[Math.toIntExact(whole.numel())];
        if (values.length > 0) { // libtorch gives nothing to point at
            new DoublePointer(whole.data_ptr()).get(values);
        }
        return values;
    }

    /** A value in float32, no farther from 0 than what can be squared there. */
    public static float bounded(double value) {
        return Math.max(-LIMIT, Math.min(LIMIT, (float) value));
    }

    public static Tensor plus(Tensor tensor, double value) {
        return tensor.add(new Scalar(value));
    }

    public static Tensor times(Tensor tensor, double value) {
        return tensor.mul(new Scalar(value));
    }

    /** Values between limits, which broadcast: elements where limits hold pass no gradient. */
    public static Tensor clip(Tensor tensor, Tensor low, Tensor high) {
        return torch.minimum(torch.maximum(tensor, low), high);
    }

    /** Rows of a matrix by number, a row as often as its number occurs. */
    public static Tensor rows(Tensor matrix, int... numbers) {
        Tensor where = Tensor.create(longs(numbers), numbers.length);
        return matrix.index_select(0, matrix.is_cuda() ? where.cuda() : where);
    }

    /**
     * What is made of windows, as many at a time as memory allows: what is computed on the way takes no more than for
     * {@value #MOST_WINDOWS} windows of {@value #FEW_CHANNELS} channels and {@value #FEW_ROWS} rows, however many and large they are. So
     * many are one part, since kernels round differently from one number of windows to another.
     *
     * @param windows [batch, channel, time]
     * @param part from some of them to as many of a result, which does not depend on the others
     */
    public static Tensor inParts(Tensor windows, UnaryOperator<Tensor> part) {
        long count = windows.size(0);
        long each = Math.max(FEW_CHANNELS, windows.size(1)) * windows.size(2);
        long together = Math.max(1, (long) MOST_WINDOWS * FEW_CHANNELS * FEW_ROWS / each);
        if (count <= together) {
            return part.apply(windows);
        }
        List<Tensor> parts = new ArrayList<>();
        for (long from = 0; from < count; from += together) {
            Tensor some = windows.narrow(0, from, Math.min(together, count - from));
            long[][] shape = new long[1][];
            float[] made = TorchRuntime.compute(() -> {
                Tensor result = part.apply(some);
                shape[0] = result.shape();
                return floats(result);
            });
            parts.add(like(windows, made, shape[0]));
        }
        return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
    }

    /** A float32 tensor of a copy of row-major values, on the device of another tensor. */
    public static Tensor like(Tensor other, float[] values, long... shape) {
        return other.is_cuda() ? of(values, shape).cuda() : of(values, shape);
    }

    /** The tensor, or a copy of it on the device. */
    public static Tensor on(Device device, Tensor tensor) {
        return device == Device.CPU ? tensor : tensor.cuda();
    }

    /**
     * Weights of recurrent layers, in libtorch's order. On a card they are laid in one piece of memory as cuDNN reads them,
     * matrices before biases: it would do so at each call otherwise, and say so on the console.
     */
    public static TensorVector recurrent(Tensor... weights) {
        if (!weights[0].is_cuda()) {
            return new TensorVector(weights);
        }
        List<Tensor> flat = new ArrayList<>();
        for (int rank = 2; rank > 0; rank--) {
            for (Tensor weight : weights) {
                if (weight.dim() == rank) {
                    flat.add(weight.flatten());
                }
            }
        }
        Tensor whole = torch.cat(new TensorVector(flat.toArray(Tensor[]::new)));
        Tensor[] laid = new Tensor[weights.length];
        long from = 0;
        for (int rank = 2; rank > 0; rank--) {
            for (int i = 0; i < weights.length; i++) {
                if (weights[i].dim() == rank) {
                    laid[i] = whole.narrow(0, from, weights[i].numel()).view(weights[i].shape());
                    from += weights[i].numel();
                }
            }
        }
        return new TensorVector(laid);
    }

    /** The first row so many times before all rows, the last after them; rows are [batch, time, channel]. */
    public static Tensor repeatEnds(Tensor rows, int before, int after) {
        Tensor first = rows.narrow(1, 0, 1).expand(rows.size(0), before, rows.size(2));
        Tensor last = rows.narrow(1, rows.size(1) - 1, 1).expand(rows.size(0), after, rows.size(2));
        return torch.cat(new TensorVector(first, rows, last), 1);
    }

    /** So many consecutive rows side by side in one (space to depth; Shi et al. 2016); rows are [batch, time, channel]. */
    public static Tensor fold(Tensor rows, int count) {
        return rows.reshape(rows.size(0), rows.size(1) / count, rows.size(2) * count);
    }

    /** Undoes {@link #fold}. */
    public static Tensor unfold(Tensor rows, int count) {
        return rows.reshape(rows.size(0), rows.size(1) * count, rows.size(2) / count);
    }

    /** Mean 0 and variance 1 along the last dimension (layer normalisation; Ba et al. 2016, without its gain and bias). */
    public static Tensor normalised(Tensor tensor) {
        long[] last = {-1};
        Tensor centred = tensor.sub(tensor.mean(last, true, null));
        Tensor variance = centred.square().mean(last, true, null);
        return centred.mul(plus(variance, LEAST_VARIANCE).rsqrt());
    }

    private static Tensor onCpu(Tensor tensor) {
        return tensor.is_cuda() ? tensor.cpu() : tensor;
    }

    static long[] longs(int... values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            longs[i] = values[i];
        }
        return longs;
    }
}
