package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network inside a bijection: two hidden layers; its outputs are 0 at first, so that a bijection begins as the
 * identity. A context reaches the first hidden layer and, straight, the outputs.
 *
 * <p>With a Lipschitz bound each of the three layers is scaled down until its largest singular value is at most the cube root
 * of the bound. The singular value itself is not computed but bounded from above by the Schatten 8-norm, two products of
 * small matrices that have a gradient: at most 1.7 times as large for 64 units, and never smaller, which the power
 * iteration of spectral normalization (Miyato et al., ICLR 2018) does not promise.
 */
final class Conditioner {
    private static final String[] LAYERS = {"hidden-0", "hidden-1", "output"};
    private static final int SCHATTEN = 8;

    private final int inputs;
    private final int outputs;
    private final ConditionerShape shape;
    private final float[][] masks; // of the layers' weights; none where all is seen

    private Conditioner(int inputs, int outputs, ConditionerShape shape, float[][] masks) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.shape = shape;
        this.masks = masks;
    }

    /** Every output sees every input. */
    static Conditioner dense(int inputs, int outputs, ConditionerShape shape) {
        return new Conditioner(inputs, outputs, shape, new float[0][]);
    }

    /**
     * {@code each} outputs a dimension, [kind x dimension + d], that see the dimensions before theirs (Germain et al., MADE,
     * ICML 2015). Where there is a context some hidden units see nothing but that, so that the first dimension is told
     * something too.
     */
    static Conditioner masked(int dimension, int each, ConditionerShape shape) {
        requireUnits(dimension, shape);
        int hidden = shape.hidden();
        int[] degrees = new int[hidden]; // a unit sees the dimensions before this one
        for (int unit = 0; unit < hidden; unit++) {
            degrees[unit] = shape.context() > 0 ? unit % dimension : 1 + unit % Math.max(1, dimension - 1);
        }
        float[] input = new float[hidden * dimension];
        float[] middle = new float[hidden * hidden];
        float[] output = new float[each * dimension * hidden];
        for (int unit = 0; unit < hidden; unit++) {
            for (int d = 0; d < dimension; d++) {
                input[unit * dimension + d] = d < degrees[unit] ? 1 : 0;
            }
            for (int before = 0; before < hidden; before++) {
                middle[unit * hidden + before] = degrees[before] <= degrees[unit] ? 1 : 0;
            }
            for (int told = 0; told < each * dimension; told++) {
                output[told * hidden + unit] = degrees[unit] <= told % dimension ? 1 : 0;
            }
        }
        return new Conditioner(dimension, each * dimension, shape, new float[][] {input, middle, output});
    }

    static void requireUnits(int dimension, ConditionerShape shape) {
        int least = shape.context() > 0 ? dimension : dimension - 1;
        if (shape.hidden() < least) {
            throw new IllegalArgumentException("hidden is " + shape.hidden() + "; " + dimension
                    + " dimensions need at least " + least + " units, or some dimensions would be told nothing");
        }
    }

    ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout()
                .linear(LAYERS[0], inputs, shape.hidden())
                .linear(LAYERS[1], shape.hidden(), shape.hidden())
                .silentLinear(LAYERS[2], shape.hidden(), outputs);
        if (shape.context() > 0) {
            layout.add("context-hidden", Initial.uniform(shape.context()), shape.hidden(), shape.context());
            layout.add("context-output", Initial.zeros(), outputs, shape.context());
        }
        return layout;
    }

    /**
     * The network under some parameters, from [batch, input] to [batch, output].
     *
     * @param context [batch, context], or one row for the whole batch; null where the shape has none
     */
    UnaryOperator<Tensor> with(Parameters parameters, @Nullable Tensor context) {
        if (context == null && shape.context() > 0) {
            throw new IllegalStateException("a conditional bijection was not told its context of " + shape.context());
        }
        Tensor[] weights = new Tensor[LAYERS.length];
        TensorOptional[] biases = new TensorOptional[LAYERS.length];
        for (int layer = 0; layer < LAYERS.length; layer++) {
            weights[layer] = weight(parameters, layer);
            biases[layer] = new TensorOptional(parameters.get(LAYERS[layer] + ".bias"));
        }
        boolean told = context != null && shape.context() > 0;
        @Nullable Tensor early = told ? torch.linear(context, parameters.get("context-hidden")) : null;
        @Nullable Tensor late = told ? torch.linear(context, parameters.get("context-output")) : null;
        return input -> {
            Tensor first = torch.relu(plus(torch.linear(input, weights[0], biases[0]), early));
            Tensor second = torch.relu(torch.linear(first, weights[1], biases[1]));
            return plus(torch.linear(second, weights[2], biases[2]), late);
        };
    }

    private static Tensor plus(Tensor values, @Nullable Tensor added) {
        return added == null ? values : values.add(added);
    }

    private Tensor weight(Parameters parameters, int layer) {
        Tensor weight = parameters.get(LAYERS[layer] + ".weight");
        if (masks.length > 0) {
            weight = weight.mul(Tensors.like(weight, masks[layer], weight.size(0), weight.size(1)));
        }
        return Double.isInfinite(shape.lipschitz()) ? weight : bounded(weight, Math.cbrt(shape.lipschitz()));
    }

    /** A matrix scaled down, where need be, until no vector becomes more than {@code most} times as long. */
    private static Tensor bounded(Tensor weight, double most) {
        Tensor gram = weight.size(0) < weight.size(1)
                ? torch.matmul(weight, weight.t())
                : torch.matmul(weight.t(), weight); // its eigenvalues are the squares of the singular values
        Tensor powers = torch.matmul(gram, gram).square().sum(); // of the singular values, added up
        Tensor limited =
                powers.clamp_min(new Scalar(Math.pow(most, SCHATTEN))); // before the root, whose slope at 0 is not
        return weight.mul(Tensors.times(limited.pow(new Scalar(-1.0 / SCHATTEN)), most));
    }
}
