package io.vigie.deep.forecast;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Shape of a predictive distribution. */
public enum ForecastDistribution {
    /** Normal: surprise grows with the square of the deviation. */
    GAUSSIAN {
        @Override
        void addTo(ParameterLayout layout, int features, int channels) {
            addLocationAndScale(layout, features, channels);
        }

        @Override
        Prediction predict(Parameters parameters, Tensor features, Tensor last, double floor) {
            return new Prediction.Gaussian(
                    location(parameters, features, last), scale(parameters, "scale", features, floor));
        }
    },
    /** Student's t with learned degrees of freedom: noise with heavy tails neither distorts the fit nor alarms. */
    STUDENT_T {
        @Override
        void addTo(ParameterLayout layout, int features, int channels) {
            addLocationAndScale(layout, features, channels);
            layout.add("freedom", Initial.constant(5), channels);
        }

        @Override
        Prediction predict(Parameters parameters, Tensor features, Tensor last, double floor) {
            Tensor freedom = Tensors.plus(torch.softplus(parameters.get("freedom")), 2); // finite variance
            return new Prediction.StudentT(
                    location(parameters, features, last), scale(parameters, "scale", features, floor), freedom);
        }
    },
    /** Quantiles, of no shape assumed, with exponential tails: surprise grows with the deviation, as each side has it. */
    QUANTILE {
        @Override
        void addTo(ParameterLayout layout, int features, int channels) {
            layout.linear("location", features, channels);
            layout.linear("below", features, channels * QuantilePrediction.GAPS);
            layout.linear("above", features, channels * QuantilePrediction.GAPS);
            layout.add("carry", Initial.constant(0.5), channels);
        }

        @Override
        Prediction predict(Parameters parameters, Tensor features, Tensor last, double floor) {
            return QuantilePrediction.of(
                    location(parameters, features, last),
                    scale(parameters, "below", features, floor),
                    scale(parameters, "above", features, floor));
        }
    };

    /** Adds the layers that turn features into distributions. */
    abstract void addTo(ParameterLayout layout, int features, int channels);

    /**
     * Distributions of the rows that features [batch, row, feature] were made for.
     *
     * @param last the row before each [batch, row, channel], of which a learned share is carried over
     * @param floor least deviation
     */
    abstract Prediction predict(Parameters parameters, Tensor features, Tensor last, double floor);

    private static void addLocationAndScale(ParameterLayout layout, int features, int channels) {
        layout.linear("location", features, channels);
        layout.linear("scale", features, channels);
        layout.add("carry", Initial.constant(0.5), channels);
    }

    private static Tensor location(Parameters parameters, Tensor features, Tensor last) {
        return parameters.linear("location", features).add(last.mul(parameters.get("carry")));
    }

    private static Tensor scale(Parameters parameters, String layer, Tensor features, double floor) {
        return Tensors.plus(torch.softplus(parameters.linear(layer, features)), floor);
    }
}
