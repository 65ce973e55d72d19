package io.vigie.deep.engine;

import io.vigie.detect.Device;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2) with clipped gradients on one flat tensor, and the moving average of the
 * weights. Its tensors belong to the scope it was made in.
 */
final class Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** All there is to know, in Java arrays. */
    record State(int step, float[] weights, float[] mean, float[] square, float[] average) {}

    private final TrainingOptions options;
    private final Tensor weights;
    private final Tensor mean;
    private final Tensor square;
    private final Tensor average;
    private final Tensor decaying;
    private final List<ParameterLayout.Entry> given;
    private int step;

    Optimizer(ParameterLayout layout, TrainingOptions options, Device device, float[] initial) {
        this.options = options;
        float[] mask = new float[layout.size()];
        for (ParameterLayout.Entry entry : layout.entries()) {
            for (int i = 0; i < entry.length(); i++) {
                mask[entry.offset() + i] = entry.decays() ? 1 : 0;
            }
        }
        this.given =
                layout.entries().stream().filter(ParameterLayout.Entry::given).toList();
        float[] zeros = new float[layout.size()];
        this.weights = Tensors.on(device, Tensors.of(initial, initial.length));
        this.average = weights.clone();
        this.mean = Tensors.on(device, Tensors.of(zeros, zeros.length));
        this.square = mean.clone();
        this.decaying = Tensors.on(device, Tensors.of(mask, mask.length));
    }

    /** The flat weights, updated in place. */
    Tensor weights() {
        return weights;
    }

    /** The flat average of the weights, updated in place. */
    Tensor average() {
        return average;
    }

    int step() {
        return step;
    }

    /**
     * One update.
     *
     * @param gradient flat, overwritten
     * @return length of the gradient before it was clipped; if it is not finite nothing has been changed
     */
    double update(Tensor gradient, double rate) {
        double norm = gradient.norm().item_double();
        if (!Double.isFinite(norm)) {
            return norm;
        }
        if (norm > options.clipNorm()) {
            gradient.mul_(new Scalar(options.clipNorm() / norm));
        }
        step++;
        mean.mul_(new Scalar(BETA1)).add_(gradient, new Scalar(1 - BETA1));
        square.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
        Tensor deviation = Tensors.plus(
                Tensors.times(square, 1 / (1 - Math.pow(BETA2, step))).sqrt(), EPSILON);
        weights.addcmul_(weights, decaying, new Scalar(-rate * options.weightDecay()));
        weights.addcdiv_(mean, deviation, new Scalar(-rate / (1 - Math.pow(BETA1, step))));
        double decay = Math.min(options.averaging(), (1.0 + step) / (10.0 + step));
        average.mul_(new Scalar(decay)).add_(weights, new Scalar(1 - decay));
        for (ParameterLayout.Entry entry : given) {
            // the mean of equal numbers is theirs but for rounding, which would add up over the steps
            average.narrow(0, entry.offset(), entry.length()).copy_(weights.narrow(0, entry.offset(), entry.length()));
        }
        return norm;
    }

    State state() {
        return new State(
                step, Tensors.floats(weights), Tensors.floats(mean), Tensors.floats(square), Tensors.floats(average));
    }

    void restore(State state) {
        step = state.step();
        put(weights, state.weights());
        put(mean, state.mean());
        put(square, state.square());
        put(average, state.average());
    }

    private static void put(Tensor target, float[] values) {
        target.copy_(Tensors.of(values, values.length));
    }
}
