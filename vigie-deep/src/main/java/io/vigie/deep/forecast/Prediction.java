package io.vigie.deep.forecast;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Predictive distributions of rows, one a channel; tensors are [batch, row, channel]. */
interface Prediction {
    /** The middle of each. */
    Tensor location();

    /** Standard deviations. */
    Tensor deviation();

    /** Negative log densities of rows. */
    Tensor nats(Tensor rows);

    /** What training makes small. */
    default Tensor losses(Tensor rows) {
        return nats(rows);
    }

    /** Normal distributions. */
    record Gaussian(Tensor location, Tensor deviation) implements Prediction {
        private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

        @Override
        public Tensor nats(Tensor rows) {
            Tensor squared = rows.sub(location).div(deviation).square();
            return Tensors.plus(Tensors.times(squared, 0.5).add(deviation.log()), HALF_LOG_TWO_PI);
        }
    }

    /** Student's t distributions; degrees of freedom [channel], above 2. */
    record StudentT(Tensor location, Tensor scale, Tensor freedom) implements Prediction {
        @Override
        public Tensor deviation() {
            return scale.mul(freedom.div(Tensors.plus(freedom, -2)).sqrt());
        }

        @Override
        public Tensor nats(Tensor rows) {
            Tensor squared = rows.sub(location).div(scale).square();
            Tensor half = Tensors.times(Tensors.plus(freedom, 1), 0.5);
            Tensor normalizer = Tensors.times(freedom, 0.5)
                    .lgamma()
                    .sub(half.lgamma())
                    .add(Tensors.times(Tensors.times(freedom, Math.PI).log(), 0.5));
            return half.mul(squared.div(freedom).log1p()).add(scale.log()).add(normalizer);
        }
    }
}
