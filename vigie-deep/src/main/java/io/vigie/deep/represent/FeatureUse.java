package io.vigie.deep.represent;

import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Whether a network still tells windows apart: collapse, told in words.
 *
 * @param spread mean squared distance of held-out features from their mean
 * @param untrainedSpread the same of a network that learned nothing
 * @param directions how many directions the features spread over: the participation ratio {@code (sum e)^2 / sum e^2} of the
 *     eigenvalues of their covariance (Gao et al., A theory of multineuronal dimensionality, 2017); 0 without any spread
 * @param features of a window
 */
record FeatureUse(double spread, double untrainedSpread, double directions, int features) {
    /** Ratio of spreads below which features are taken for one point. */
    static final double COLLAPSED = 1e-4;

    /**
     * @param trained [batch, feature]
     * @param untrained of the same windows, same shape
     */
    static FeatureUse of(Tensor trained, Tensor untrained) {
        Tensor centred = centred(trained);
        Tensor products = torch.matmul(centred.t(), centred);
        double trace = centred.square().sum().item_double();
        double squares = products.square().sum().item_double();
        double directions = squares > 0 ? trace * trace / squares : 0;
        return new FeatureUse(
                trace / trained.size(0),
                centred(untrained).square().sum().item_double() / untrained.size(0),
                directions,
                (int) trained.size(1));
    }

    private static Tensor centred(Tensor features) {
        Tensor exact = features.to(torch.ScalarType.Double);
        return exact.sub(exact.mean(0));
    }

    boolean collapsed() {
        return spread <= COLLAPSED * untrainedSpread;
    }

    List<String> told() {
        if (untrainedSpread == 0) {
            return List.of("held-out windows are all the same, so whether the network has collapsed cannot be told");
        }
        String use = String.format(
                Locale.ROOT,
                "held-out features spread %.2g times as far as those of an untrained network, over about %.1f of %d"
                        + " directions",
                Math.sqrt(spread / untrainedSpread),
                directions,
                features);
        return collapsed()
                ? List.of(use, "collapse: the network puts all windows in one place, and features tell next to nothing")
                : List.of(use);
    }
}
