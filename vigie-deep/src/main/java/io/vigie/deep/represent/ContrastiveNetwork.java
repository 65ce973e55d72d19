package io.vigie.deep.represent;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link Contrastive}; values are read through the inverse hyperbolic sine, which is a logarithm far off. */
final class ContrastiveNetwork implements EncoderNetwork {
    /** Rows of a window that are contrasted, at most. */
    static final int MOST_SHARED = 64;

    private static final int BLOCKS = 5; // a row sees 63 rows
    private static final double ITSELF = -1e9; // nothing is its own negative

    private final Contrastive options;
    private final DilatedConvolutions convolutions;

    ContrastiveNetwork(Contrastive options, int channels) {
        this.options = options;
        this.convolutions = new DilatedConvolutions(channels, options.hidden(), BLOCKS);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public int features() {
        return options.features();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("rows", convolutions.layout())
                .linear("features", options.hidden(), options.features());
    }

    @Override
    public Tensor features(Parameters parameters, Tensor windows) {
        return seen(parameters, entered(parameters, windows)).amax(new long[] {1}, false);
    }

    private Tensor entered(Parameters parameters, Tensor windows) {
        return convolutions.entry(
                parameters.part("rows"), windows.transpose(1, 2).asinh());
    }

    private Tensor seen(Parameters parameters, Tensor entered) {
        return parameters.linear("features", convolutions.blocks(parameters.part("rows"), entered));
    }

    /** Rows {@code from} to {@code to} are shared by the part that begins at {@code left} and the one that ends at {@code right}. */
    private record Crops(int left, int from, int to, int right) {
        static Crops draw(int window, RandomGenerator random) {
            int shared = Math.min(MOST_SHARED, 1 + random.nextInt(window));
            shared = Math.max(shared, Math.min(2, window));
            int from = random.nextInt(window - shared + 1);
            int to = from + shared;
            int left = random.nextInt(from + 1);
            int right = to + random.nextInt(window - to + 1);
            return new Crops(left, from, to, right);
        }

        int shared() {
            return to - from;
        }
    }

    @Override
    public Tensor batchLosses(Parameters parameters, Tensor windows, Noise noise) {
        Crops crops = Crops.draw((int) windows.size(2), noise.generator());
        Tensor entered = entered(parameters, windows);
        Tensor first = seen(parameters, masked(entered.narrow(1, crops.left(), crops.to() - crops.left()), noise));
        Tensor second = seen(parameters, masked(entered.narrow(1, crops.from(), crops.right() - crops.from()), noise));
        Tensor one = first.narrow(1, crops.from() - crops.left(), crops.shared());
        Tensor other = second.narrow(1, 0, crops.shared());
        Tensor sum = instance(one, other).add(temporal(one, other));
        int scales = 1;
        while (one.size(1) > 1) {
            one = halved(one);
            other = halved(other);
            sum = sum.add(instance(one, other)).add(temporal(one, other));
            scales++;
        }
        return Tensors.times(sum, 0.5 / scales).unsqueeze(1);
    }

    /** Rows whose entries are hidden at random: [batch, time, hidden], same shape. */
    private Tensor masked(Tensor entered, Noise noise) {
        float[] kept = new float[Math.toIntExact(entered.size(0) * entered.size(1))];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = noise.generator().nextDouble() < options.masked() ? 0 : 1;
        }
        return entered.mul(Tensors.like(entered, kept, entered.size(0), entered.size(1), 1));
    }

    /** The larger of each two rows; an odd last one is left out. */
    private static Tensor halved(Tensor rows) {
        long pairs = rows.size(1) / 2;
        return rows.narrow(1, 0, 2 * pairs)
                .reshape(rows.size(0), pairs, 2, rows.size(2))
                .amax(new long[] {2}, false);
    }

    /** Equation 2: against the same row of other windows; [batch]. */
    private static Tensor instance(Tensor one, Tensor other) {
        return contrast(one.transpose(0, 1), other.transpose(0, 1)).mean(0);
    }

    /** Equation 1: against other rows of the window; [batch]. */
    private static Tensor temporal(Tensor one, Tensor other) {
        return contrast(one, other).mean(1);
    }

    /**
     * Cross-entropy of telling, among all vectors of both kinds but itself, the one that belongs to a vector, both ways.
     *
     * @param one [group, member, feature]
     * @param other same shape, member by member
     * @return [group, member]; 0 where a group has one member, as nothing is to be told
     */
    static Tensor contrast(Tensor one, Tensor other) {
        long members = one.size(1);
        Tensor both = torch.cat(new TensorVector(one, other), 1);
        Tensor products = torch.matmul(both, both.transpose(1, 2));
        Tensor itself = torch.eye(2 * members).to(products.device(), products.scalar_type());
        Tensor alike = torch.log_softmax(products.add(Tensors.times(itself, ITSELF)), 2);
        Tensor forth = alike.narrow(1, 0, members).narrow(2, members, members);
        Tensor back = alike.narrow(1, members, members).narrow(2, 0, members);
        Tensor told = forth.diagonal(0, 1, 2).add(back.diagonal(0, 1, 2));
        return told.mul(new Scalar(-0.5));
    }
}
