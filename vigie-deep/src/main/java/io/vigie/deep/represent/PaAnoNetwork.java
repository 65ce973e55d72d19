package io.vigie.deep.represent;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link PaAno}; {@code follows} is of use while learning only. */
final class PaAnoNetwork implements EncoderNetwork {
    private static final int[] KERNELS = {7, 5, 3, 3};
    private static final int PRETEXT_UNITS = 32;
    private static final double SMALLEST = 1e-6; // squared length below which a vector has no direction

    private final PaAno options;
    private final int channels;
    private final int window;
    private final int[] widths;

    PaAnoNetwork(PaAno options, int channels, int window) {
        this.options = options;
        this.channels = channels;
        this.window = window;
        this.widths = new int[] {options.width(), 2 * options.width(), options.width(), options.width() / 2};
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public int features() {
        return 2 * widths[widths.length - 1];
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        int inputs = channels;
        for (int i = 0; i < KERNELS.length; i++) {
            layout.add(name(i) + ".weight", Initial.rectified(inputs * KERNELS[i]), widths[i], inputs * KERNELS[i]);
            layout.add(name(i) + ".bias", Initial.zeros(), widths[i]);
            inputs = widths[i];
        }
        return layout.linear("pair", 2 * features(), PRETEXT_UNITS).linear("follows", PRETEXT_UNITS, 1);
    }

    private static String name(int convolution) {
        return "convolution-" + convolution;
    }

    @Override
    public Tensor features(Parameters parameters, Tensor windows) {
        Tensor rows = options.normalize().apply(windows).transpose(1, 2);
        for (int i = 0; i < KERNELS.length; i++) {
            Tensor padded = Tensors.repeatEnds(rows, KERNELS[i] / 2, KERNELS[i] / 2);
            rows = parameters.convolution(name(i), padded, 1);
            rows = i < KERNELS.length - 1 ? torch.relu(rows) : rows;
        }
        Tensor pooled = DilatedConvolutions.pooled(rows);
        Tensor squares = pooled.square().sum(new long[] {1}, true, null);
        return pooled.div(Tensors.plus(squares, SMALLEST).sqrt());
    }

    /** Stretches of one window, all that a short train part has, are neighbours of themselves and followed by none. */
    @Override
    public Tensor batchLosses(Parameters parameters, Tensor stretches, Noise noise) {
        int room = (int) stretches.size(2) - window;
        int near = room == 0 ? 0 : 1 + noise.generator().nextInt(Math.min(options.near(), room));
        Tensor anchors = features(parameters, stretches.narrow(2, 0, window));
        Tensor positives = features(parameters, stretches.narrow(2, near, window));
        Tensor next = features(parameters, stretches.narrow(2, room, window));
        Tensor apart = anchors.mul(anchors.roll(new long[] {1}, 0)).sum(1); // the batch is in random order
        Tensor together = anchors.mul(positives).sum(1);
        Tensor triplet = torch.relu(Tensors.plus(apart.sub(together), options.margin()));
        // no window follows where there is no room: the task takes part, as all parameters must, but counts nothing
        double weight = room == 0 ? 0 : options.pretext();
        return triplet.add(Tensors.times(pretext(parameters, anchors, next), weight))
                .unsqueeze(1);
    }

    /** Cross-entropy of telling what follows a window from what follows another one of the batch. */
    private static Tensor pretext(Parameters parameters, Tensor anchors, Tensor next) {
        Tensor others = next.roll(new long[] {1}, 0);
        Tensor missed = torch.softplus(follows(parameters, anchors, next).neg());
        Tensor mistaken = torch.softplus(follows(parameters, anchors, others));
        return Tensors.times(missed.add(mistaken), 0.5);
    }

    private static Tensor follows(Parameters parameters, Tensor first, Tensor second) {
        Tensor pair = torch.cat(new TensorVector(first, second), 1);
        return parameters
                .linear("follows", torch.relu(parameters.linear("pair", pair)))
                .squeeze(1);
    }
}
