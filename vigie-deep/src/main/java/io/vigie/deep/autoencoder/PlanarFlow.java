package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Planar maps {@code z + u tanh(w z + b)} one after the other, which bend a posterior (Rezende and Mohamed, Variational
 * inference with normalizing flows, ICML 2015, section 4.1; {@code u} is held to what can be inverted as in their appendix A.1).
 * They have no closed inverse, which a posterior that only draws does not need.
 */
record PlanarFlow(int maps, int units) {
    private static final double SMALL = 0.1; // deviation of first weights: near the identity
    private static final double LEAST_SQUARE = 1e-12;

    /** Values and the logarithms of their Jacobian determinants, one dimension less. */
    record Image(Tensor values, Tensor logDeterminant) {}

    ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        for (int map = 0; map < maps; map++) {
            layout.add("direction-" + map, Initial.normal(SMALL), units);
            layout.add("plane-" + map, Initial.normal(SMALL), units);
            layout.add("bias-" + map, Initial.zeros(), 1);
        }
        return layout;
    }

    /**
     * @param values [..., unit]
     */
    Image image(Parameters parameters, Tensor values) {
        Tensor current = values;
        Tensor logDeterminant = torch.zeros_like(values.select(values.dim() - 1, 0));
        for (int map = 0; map < maps; map++) {
            Tensor plane = parameters.get("plane-" + map);
            Tensor direction = invertible(parameters.get("direction-" + map), plane);
            Tensor bent = torch.matmul(current, plane)
                    .add(parameters.get("bias-" + map))
                    .tanh();
            Tensor slope = Tensors.plus(bent.square().neg(), 1);
            logDeterminant =
                    logDeterminant.add(slope.mul(direction.mul(plane).sum()).log1p());
            current = current.add(bent.unsqueeze(-1).mul(direction));
        }
        return new Image(current, logDeterminant);
    }

    /** The nearest direction whose product with the plane's normal is above -1. */
    private static Tensor invertible(Tensor direction, Tensor plane) {
        Tensor product = direction.mul(plane).sum();
        Tensor allowed = Tensors.plus(torch.softplus(product), -1);
        Tensor square = Tensors.plus(plane.square().sum(), LEAST_SQUARE);
        return direction.add(plane.mul(allowed.sub(product).div(square)));
    }
}
