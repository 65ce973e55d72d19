package io.vigie.deep.represent;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link Masked}; values are read through the inverse hyperbolic sine, which is a logarithm far off. */
final class MaskedNetwork implements EncoderNetwork {
    private static final int BLOCKS = 5; // a row sees 63 rows
    private static final int LONGEST_SHARE = 4; // a span is at most a quarter of the window
    private static final double LEAST_ERROR = 0.05; // what is told better is rounding

    private final Masked options;
    private final int channels;
    private final DilatedConvolutions convolutions;

    MaskedNetwork(Masked options, int channels) {
        this.options = options;
        this.channels = channels;
        this.convolutions = new DilatedConvolutions(2 * channels, options.hidden(), BLOCKS);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public int features() {
        return 2 * options.hidden();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout().addAll("rows", convolutions.layout()).linear("filled", options.hidden(), channels);
    }

    @Override
    public Tensor features(Parameters parameters, Tensor windows) {
        return DilatedConvolutions.pooled(hidden(parameters, windows, windows.new_zeros(windows.shape())));
    }

    private Tensor hidden(Parameters parameters, Tensor windows, Tensor mask) {
        Tensor left = windows.asinh().mul(Tensors.plus(mask.neg(), 1));
        Tensor rows = torch.cat(new TensorVector(left, mask), 1).transpose(1, 2);
        return convolutions.rows(parameters.part("rows"), rows);
    }

    /**
     * What windows are filled in with.
     *
     * @param mask 1 where a cell is hidden, else 0; [batch, channel, time], as the windows
     * @return inverse hyperbolic sines of values, same shape
     */
    Tensor filled(Parameters parameters, Tensor windows, Tensor mask) {
        return parameters.linear("filled", hidden(parameters, windows, mask)).transpose(1, 2);
    }

    @Override
    public Tensor batchLosses(Parameters parameters, Tensor windows, Noise noise) {
        Tensor mask = Tensors.like(windows, mask(windows.shape(), noise.generator()), windows.shape());
        Tensor errors = filled(parameters, windows, mask)
                .sub(windows.asinh())
                .square()
                .mul(mask)
                .sum(2);
        Tensor count = mask.sum(2);
        Tensor means = errors.div(torch.maximum(count, torch.ones_like(count)));
        return Tensors.plus(means, LEAST_ERROR * LEAST_ERROR).log().mul(count.sign());
    }

    /** Spans of 1 where cells are hidden, at least one of each window and channel. */
    float[] mask(long[] shape, RandomGenerator random) {
        int window = (int) shape[2];
        float[] mask = new float[Math.toIntExact(shape[0] * shape[1]) * window];
        for (int i = 0; i < shape[0]; i++) {
            boolean together = random.nextBoolean();
            int first = i * channels * window;
            for (int c = 0; c < channels; c++) {
                int at = first + c * window;
                if (c > 0 && together) {
                    System.arraycopy(mask, first, mask, at, window);
                } else {
                    hide(mask, at, window, random);
                }
            }
        }
        return mask;
    }

    private void hide(float[] mask, int at, int window, RandomGenerator random) {
        int wanted = Math.max(1, (int) (options.masked() * window));
        int hidden = 0;
        while (hidden < wanted) {
            int length = Math.min(wanted - hidden, 1 + random.nextInt(Math.max(1, window / LONGEST_SHARE)));
            int from = at + random.nextInt(window - length + 1);
            for (int cell = from; cell < from + length; cell++) {
                hidden += mask[cell] == 0 ? 1 : 0;
            }
            Arrays.fill(mask, from, from + length, 1);
        }
    }
}
