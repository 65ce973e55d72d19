package io.vigie.deep.engine;

import io.vigie.detect.Device;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/**
 * Random tensors of one part of one training step. Drawn in Java from the seed, the step and the part: so a resumed training
 * draws what the interrupted one would have drawn, with no generator's state to be kept.
 */
public final class Noise {
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final SplittableRandom random;
    private final Device device;
    private final double progress;

    /**
     * @param progress share of the training that is done, 0 to 1
     */
    public Noise(long seed, Device device, double progress) {
        this.random = new SplittableRandom(seed);
        this.device = device;
        this.progress = progress;
    }

    /** Outside of a training: the same numbers whenever they are drawn. */
    public Noise(long seed, Device device) {
        this(seed, device, 1);
    }

    /** Where the tensors are. */
    public Device device() {
        return device;
    }

    /** Share of the planned training that is done, 0 to 1: losses whose weights change as learning goes on follow it. */
    public double progress() {
        return progress;
    }

    /** The numbers themselves, for what is no tensor of one distribution; every draw moves the others on. */
    public RandomGenerator generator() {
        return random;
    }

    /** Standard normal values. */
    public Tensor gaussian(long... shape) {
        float[] values = new float[length(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.on(device, Tensors.of(values, shape));
    }

    /**
     * Student's t values of one number of degrees of freedom a column (Bailey, Polar generation of random variates with
     * the t-distribution, 1994).
     *
     * @return [rows, freedom.length]
     */
    public Tensor studentT(int rows, double... freedom) {
        float[] values = new float[Math.multiplyExact(rows, freedom.length)];
        for (int i = 0; i < values.length; i++) {
            double u;
            double w;
            do {
                u = 2 * random.nextDouble() - 1;
                double v = 2 * random.nextDouble() - 1;
                w = u * u + v * v;
            } while (w >= 1 || w == 0);
            double degrees = freedom[i % freedom.length];
            values[i] = (float) (u * Math.sqrt(degrees * (Math.pow(w, -2 / degrees) - 1) / w));
        }
        return Tensors.on(device, Tensors.of(values, rows, freedom.length));
    }

    /**
     * Numbers evenly spread over 0 to 1 (steps of the golden ratio from a random first), so that their order has nothing to do
     * with that of the rows they are for.
     */
    public float[] spread(int count) {
        double first = random.nextDouble();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((first + i * GOLDEN) % 1);
        }
        return values;
    }

    /** Numbers 0 .. weights.length - 1, drawn with chances in proportion to the weights. */
    public int[] choices(int count, double... weights) {
        double whole = Arrays.stream(weights).sum();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            double left = whole * random.nextDouble();
            while (drawn[i] < weights.length - 1 && left >= weights[drawn[i]]) {
                left -= weights[drawn[i]++];
            }
        }
        return drawn;
    }

    /** Zeros with the given chance, all else 1 / (1 - chance): what dropout multiplies with (Srivastava et al. 2014). */
    public Tensor dropout(double chance, long... shape) {
        float[] values = new float[length(shape)];
        float kept = (float) (1 / (1 - chance));
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < chance ? 0 : kept;
        }
        return Tensors.on(device, Tensors.of(values, shape));
    }

    private static int length(long... shape) {
        long length = 1;
        for (long dimension : shape) {
            length *= dimension;
        }
        return Math.toIntExact(length);
    }
}
