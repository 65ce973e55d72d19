package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Each value of the second half of a vector passes a monotone rational-quadratic spline whose knots are functions of the
 * first half (Durkan et al., Neural spline flows, NeurIPS 2019, eq. 4 to 8); beyond plus and minus {@code reach} it is left
 * as it is.
 *
 * @param dimension length of the vectors, at least 2
 * @param shape of the network that knots are outputs of
 * @param bins pieces of a spline
 * @param reach where splines end
 * @param context what the network is told, null before {@link #given}
 */
public record SplineCoupling(
        int dimension,
        ConditionerShape shape,
        int bins,
        double reach,
        @Nullable Tensor context) implements Bijection {
    private static final double LEAST_BIN = 1e-3; // share of the whole
    private static final double LEAST_SLOPE = 1e-3;
    private static final double LINEAR = Math.log(Math.expm1(1 - LEAST_SLOPE)); // softplus of it is a slope of 1

    public SplineCoupling {
        AffineCoupling.requireTwo(dimension);
        if (bins < 2 || !(reach > 0)) {
            throw new IllegalArgumentException(bins + " bins over " + reach + "; use at least 2 over more than 0");
        }
    }

    public SplineCoupling(int dimension, ConditionerShape shape, int bins, double reach) {
        this(dimension, shape, bins, reach, null);
    }

    /** Not conditional, not bounded. */
    public SplineCoupling(int dimension, int hidden, int bins, double reach) {
        this(dimension, ConditionerShape.of(hidden), bins, reach);
    }

    private int told() {
        return dimension / 2;
    }

    private int changed() {
        return dimension - dimension / 2;
    }

    private Conditioner conditioner() {
        return Conditioner.dense(told(), changed() * (3 * bins - 1), shape);
    }

    @Override
    public ParameterLayout layout() {
        return conditioner().layout();
    }

    @Override
    public Bijection given(Tensor told) {
        return new SplineCoupling(dimension, shape, bins, reach, told);
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        return map(parameters, data, true);
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        return map(parameters, latent, false);
    }

    private Mapped map(Parameters parameters, Tensor values, boolean forward) {
        Tensor first = values.narrow(1, 0, told());
        Tensor second = values.narrow(1, told(), changed());
        Tensor raw =
                conditioner().with(parameters, context).apply(first).view(values.size(0), changed(), 3L * bins - 1);
        Tensor widths = shares(raw.narrow(2, 0, bins));
        Tensor heights = shares(raw.narrow(2, bins, bins));
        Tensor inner =
                Tensors.plus(torch.softplus(Tensors.plus(raw.narrow(2, 2L * bins, bins - 1L), LINEAR)), LEAST_SLOPE);
        Tensor one = torch.ones_like(inner.narrow(2, 0, 1)); // joins the identity outside without a kink
        Tensor slopes = torch.cat(new TensorVector(one, inner, one), 2);
        Tensor lefts = starts(widths);
        Tensor bottoms = starts(heights);

        Tensor inside = second.abs().lt(new Scalar(reach));
        Tensor safe = torch.where(inside, second, torch.zeros_like(second));
        Tensor edges = forward ? lefts : bottoms;
        Tensor bin = safe.unsqueeze(2)
                .ge(edges.narrow(2, 1, bins - 1L))
                .to(torch.ScalarType.Long)
                .sum(new long[] {2}, true, new ScalarTypeOptional());
        Tensor width = at(widths, bin);
        Tensor height = at(heights, bin);
        Tensor left = at(lefts, bin);
        Tensor bottom = at(bottoms, bin);
        Tensor slope = at(slopes, bin);
        Tensor next = at(slopes, bin.add(new Scalar(1L)));
        Tensor steepness = height.div(width);
        Tensor bend = slope.add(next).sub(Tensors.times(steepness, 2));

        Tensor share; // how far along its bin, 0 to 1
        if (forward) {
            share = safe.sub(left).div(width);
        } else {
            Tensor rise = safe.sub(bottom);
            Tensor a = height.mul(steepness.sub(slope)).add(rise.mul(bend));
            Tensor b = height.mul(slope).sub(rise.mul(bend));
            Tensor c = steepness.mul(rise).neg();
            Tensor root = b.square()
                    .sub(Tensors.times(a.mul(c), 4))
                    .clamp_min(new Scalar(0))
                    .sqrt();
            share = Tensors.times(c, 2).div(b.neg().sub(root));
        }
        Tensor rest = Tensors.plus(share.neg(), 1);
        Tensor product = share.mul(rest);
        Tensor denominator = steepness.add(bend.mul(product));
        Tensor found = forward
                ? bottom.add(height.mul(steepness.mul(share.square()).add(slope.mul(product)))
                        .div(denominator))
                : left.add(share.mul(width));
        Tensor derivative = steepness
                .square()
                .mul(next.mul(share.square())
                        .add(Tensors.times(steepness, 2).mul(product))
                        .add(slope.mul(rest.square())))
                .div(denominator.square());
        Tensor mapped = torch.where(inside, found, second);
        Tensor logDerivative = torch.where(inside, derivative.log(), torch.zeros_like(second));
        Tensor logDeterminant = AffineCoupling.sum(logDerivative);
        return new Mapped(
                torch.cat(new TensorVector(first, mapped), 1), forward ? logDeterminant : logDeterminant.neg());
    }

    /** Positive parts that add up to the whole of minus to plus reach. */
    private Tensor shares(Tensor raw) {
        Tensor parts = Tensors.plus(Tensors.times(raw.softmax(2), 1 - LEAST_BIN * bins), LEAST_BIN);
        return Tensors.times(parts, 2 * reach);
    }

    /** Where each part starts. */
    private Tensor starts(Tensor parts) {
        return Tensors.plus(parts.cumsum(2).sub(parts), -reach);
    }

    private static Tensor at(Tensor values, Tensor bin) {
        return values.gather(2, bin).squeeze(2);
    }
}
