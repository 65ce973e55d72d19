package io.vigie.detect.represent.untrained;

import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The 84 kernels of {@link RocketKernels} at several dilations, each pair of kernel and dilation on some channels of its own,
 * with biases that are quantiles of their products in train windows. Immutable.
 */
final class RocketTransform {
    /** Train windows that the biases of one kernel and dilation are taken from. */
    private static final int BIAS_WINDOWS = 8;

    private static final int MOST_CHANNELS = 9;
    private static final double GOLDEN = (Math.sqrt(5) + 1) / 2;

    private final int window;
    private final int[] dilations;
    private final int[] biasCounts; // [dilation]
    private final int[][] channels; // [dilation x kernel], ascending
    private final float[] biases; // by dilation, kernel and bias
    private final int[] used; // channels that some kernel has

    private RocketTransform(int window, int[] dilations, int[] biasCounts, int[][] channels, float[] biases) {
        this.window = window;
        this.dilations = dilations;
        this.biasCounts = biasCounts;
        this.channels = channels;
        this.biases = biases;
        this.used = Arrays.stream(channels)
                .flatMapToInt(Arrays::stream)
                .distinct()
                .sorted()
                .toArray();
    }

    /**
     * Draws channels and takes biases.
     *
     * @param train values [channel][row] of stretches, each at least a window long
     * @param window rows of a window, at least 9
     * @param perKernel biases of a kernel over all dilations, at least 1
     */
    static RocketTransform fit(List<double[][]> train, int window, int perKernel, RandomGenerator random) {
        int[][] spread = dilations(window, perKernel);
        int[] dilations = spread[0];
        int[] biasCounts = spread[1];
        int total = train.get(0).length;
        int[][] channels = new int[dilations.length * RocketKernels.COUNT][];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = drawChannels(total, random);
        }
        int[] starts = starts(train, window, random);
        float[] biases = new float[RocketKernels.COUNT * perKernel];
        RocketTransform drawn = new RocketTransform(window, dilations, biasCounts, channels, biases);
        drawn.takeBiases(train, starts);
        return drawn;
    }

    /**
     * Dilations between 1 and the largest that fits, evenly spaced as exponents of 2, and how many of a kernel's biases each
     * has: as the authors' code does.
     */
    static int[][] dilations(int window, int perKernel) {
        int tried = Math.min(perKernel, 32);
        double most = Math.log((window - 1.0) / (RocketKernels.LENGTH - 1)) / Math.log(2);
        List<Integer> found = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < tried; i++) {
            double exponent = tried == 1 ? 0 : most * i / (tried - 1);
            // Powers of two that come out a hair below are meant.
            int dilation = Math.max(1, (int) Math.floor(Math.pow(2, exponent) + 1e-9));
            int last = found.size() - 1;
            if (last >= 0 && found.get(last) == dilation) {
                counts.set(last, counts.get(last) + 1);
            } else {
                found.add(dilation);
                counts.add(1);
            }
        }
        double multiplier = (double) perKernel / tried;
        int given = 0;
        for (int d = 0; d < found.size(); d++) {
            counts.set(d, (int) (counts.get(d) * multiplier));
            given += counts.get(d);
        }
        for (int d = 0; given < perKernel; given++, d = (d + 1) % found.size()) {
            counts.set(d, counts.get(d) + 1);
        }
        return new int[][] {
            found.stream().mapToInt(Integer::intValue).toArray(),
            counts.stream().mapToInt(Integer::intValue).toArray()
        };
    }

    /** Channels of one kernel or group of kernels, ascending: 1 to 9, few more often than many, as the authors' code draws them. */
    static int[] drawChannels(int total, RandomGenerator random) {
        double mostExponent = Math.log(Math.min(total, MOST_CHANNELS) + 1) / Math.log(2);
        int drawnSize = (int) Math.pow(2, random.nextDouble() * mostExponent);
        int wanted = Math.max(1, Math.min(drawnSize, total));
        int[] all = new int[total];
        for (int c = 0; c < total; c++) {
            all[c] = c;
        }
        for (int c = 0; c < wanted; c++) {
            int other = c + random.nextInt(total - c);
            int swapped = all[c];
            all[c] = all[other];
            all[other] = swapped;
        }
        int[] drawn = Arrays.copyOf(all, wanted);
        Arrays.sort(drawn);
        return drawn;
    }

    /** Stretch and first row of some windows, in turn. */
    private static int[] starts(List<double[][]> train, int window, RandomGenerator random) {
        long windows = 0;
        for (double[][] stretch : train) {
            windows += stretch[0].length - window + 1;
        }
        int[] starts = new int[2 * BIAS_WINDOWS];
        for (int i = 0; i < BIAS_WINDOWS; i++) {
            long number = random.nextLong(windows);
            int stretch = 0;
            while (number >= train.get(stretch)[0].length - window + 1) {
                number -= train.get(stretch++)[0].length - window + 1;
            }
            starts[2 * i] = stretch;
            starts[2 * i + 1] = (int) number;
        }
        return starts;
    }

    private void takeBiases(List<double[][]> train, int[] starts) {
        Block block = new Block(window);
        int bias = 0;
        for (int d = 0; d < dilations.length; d++) {
            int products = products(d);
            float[][] pooled = new float[RocketKernels.COUNT][BIAS_WINDOWS * products];
            for (int w = 0; w < BIAS_WINDOWS; w++) {
                block.load(train.get(starts[2 * w]), starts[2 * w + 1], window);
                block.sum(dilations[d]);
                for (int kernel = 0; kernel < RocketKernels.COUNT; kernel++) {
                    block.multiply(d, kernel);
                    System.arraycopy(block.products, 0, pooled[kernel], w * products, products);
                }
            }
            // The fractional parts of multiples of the golden ratio, few of which lie as evenly as many. One run of
            // them goes over all kernels, as in the authors' code, so that kernels differ in their quantiles.
            for (int kernel = 0; kernel < RocketKernels.COUNT; kernel++) {
                Arrays.sort(pooled[kernel]);
                for (int b = 0; b < biasCounts[d]; b++, bias++) {
                    double multiple = (bias + 1) * GOLDEN;
                    biases[bias] = quantile(pooled[kernel], multiple - Math.floor(multiple));
                }
            }
        }
    }

    private static float quantile(float[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return (float) (sorted[low] + (at - low) * ((double) sorted[high] - sorted[low]));
    }

    /** Places of a kernel within a window. */
    private int products(int dilation) {
        return window - (RocketKernels.LENGTH - 1) * dilations[dilation];
    }

    /** Biases of all kernels and dilations. */
    int biases() {
        return biases.length;
    }

    /** Channels of a bias's kernel. */
    int[] channels(int bias) {
        int at = bias;
        for (int d = 0; d < dilations.length; d++) {
            int here = RocketKernels.COUNT * biasCounts[d];
            if (at < here) {
                return channels[d * RocketKernels.COUNT + at / biasCounts[d]].clone();
            }
            at -= here;
        }
        throw new IndexOutOfBoundsException("bias " + bias + " of " + biases.length);
    }

    /**
     * Features of windows, by bias and within it as the pooling orders them.
     *
     * @param values [channel][row]
     * @param target features of window {@code i} go to {@code at + i * step} and on
     */
    void encode(
            double[][] values,
            int from,
            int stride,
            int count,
            RocketPooling pooling,
            float[] target,
            int at,
            int step) {
        int rows = (count - 1) * stride + window;
        Block block = new Block(rows);
        block.load(values, from, rows);
        int bias = 0;
        for (int d = 0; d < dilations.length; d++) {
            block.sum(dilations[d]);
            int products = products(d);
            for (int kernel = 0; kernel < RocketKernels.COUNT && biasCounts[d] > 0; kernel++) {
                block.multiply(d, kernel);
                for (int b = 0; b < biasCounts[d]; b++, bias++) {
                    int feature = at + bias * pooling.features();
                    for (int i = 0; i < count; i++) {
                        pooling.pool(block.products, i * stride, products, biases[bias], target, feature + i * step);
                    }
                }
            }
        }
    }

    /** Some rows of all channels, and the products of one kernel along them. */
    private final class Block {
        private final float[][] x;
        private final float[][] sums; // over the nine places of a kernel that begins at a row
        private final float[] lane;
        private final float[] products;
        private int rows;
        private int reach;
        private int dilation;

        Block(int capacity) {
            int channelCount = used[used.length - 1] + 1;
            x = new float[channelCount][];
            sums = new float[channelCount][];
            for (int c : used) {
                x[c] = new float[capacity];
                sums[c] = new float[capacity];
            }
            lane = new float[capacity];
            products = new float[capacity];
        }

        void load(double[][] values, int from, int newRows) {
            rows = newRows;
            for (int c : used) {
                for (int row = 0; row < rows; row++) {
                    x[c][row] = (float) PreparedRows.clamp(values[c][from + row]);
                }
            }
        }

        void sum(int newDilation) {
            dilation = newDilation;
            reach = rows - (RocketKernels.LENGTH - 1) * dilation;
            for (int c : used) {
                System.arraycopy(x[c], 0, sums[c], 0, reach);
                for (int place = 1; place < RocketKernels.LENGTH; place++) {
                    System.arraycopy(x[c], place * dilation, lane, 0, reach);
                    add(lane, 1, sums[c], reach);
                }
            }
        }

        void multiply(int dilationNumber, int kernel) {
            Arrays.fill(products, 0, reach, 0f);
            for (int c : channels[dilationNumber * RocketKernels.COUNT + kernel]) {
                for (int number = 0; number < RocketKernels.RISE; number++) {
                    System.arraycopy(x[c], RocketKernels.place(kernel, number) * dilation, lane, 0, reach);
                    add(lane, RocketKernels.RISE, products, reach);
                }
                add(sums[c], -1, products, reach);
            }
        }
    }

    private static void add(float[] values, float factor, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += factor * values[i];
        }
    }

    void write(ModelWriter out) {
        out.tensor("dilations", dilations, dilations.length);
        out.tensor("bias-counts", biasCounts, biasCounts.length);
        writeChannels(channels, out);
        out.tensor("biases", biases, biases.length);
    }

    /** Writes the channels of kernels or groups. */
    static void writeChannels(int[][] channels, ModelWriter out) {
        int[] counts = Arrays.stream(channels).mapToInt(some -> some.length).toArray();
        out.tensor("channel-counts", counts, counts.length);
        int[] flat = Arrays.stream(channels).flatMapToInt(Arrays::stream).toArray();
        out.tensor("channels", flat, flat.length);
    }

    static RocketTransform read(int channelCount, int window, ModelReader in) {
        int[] dilations = in.ints("dilations", in.shape("dilations")[0]);
        int[] biasCounts = in.ints("bias-counts", dilations.length);
        int combinations = Math.multiplyExact(dilations.length, RocketKernels.COUNT);
        int biases = 0;
        for (int d = 0; d < dilations.length; d++) {
            boolean fits = dilations[d] >= 1 && dilations[d] <= (window - 1) / (RocketKernels.LENGTH - 1);
            if (!fits || biasCounts[d] < 0) {
                throw new ModelFormatException("dilation " + dilations[d] + " with " + biasCounts[d]
                        + " biases does not suit windows of " + window + " rows; the model file is damaged");
            }
            biases = Math.addExact(biases, Math.multiplyExact(RocketKernels.COUNT, biasCounts[d]));
        }
        int[][] channels = readChannels(combinations, channelCount, in);
        return new RocketTransform(window, dilations, biasCounts, channels, in.floats("biases", biases));
    }

    /** Channels of so many kernels or groups that were written, of a model of {@code channelCount} channels. */
    static int[][] readChannels(int kernels, int channelCount, ModelReader in) {
        int[] counts = in.ints("channel-counts", kernels);
        int[] flat = in.ints("channels", in.shape("channels")[0]);
        int[][] channels = new int[kernels][];
        int at = 0;
        for (int i = 0; i < kernels; i++) {
            if (counts[i] < 1 || counts[i] > flat.length - at) {
                throw new ModelFormatException("entry 'channel-counts' holds " + counts[i] + " where "
                        + (flat.length - at) + " channels are left; the model file is damaged");
            }
            channels[i] = Arrays.copyOfRange(flat, at, at + counts[i]);
            at += counts[i];
        }
        for (int channel : flat) {
            if (channel < 0 || channel >= channelCount) {
                throw new ModelFormatException("entry 'channels' names channel " + channel + " of " + channelCount
                        + "; the model file is damaged");
            }
        }
        return channels;
    }
}
