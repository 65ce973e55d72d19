package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Tensors;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/** How many latent units a model uses: posterior collapse, told in words. */
final class LatentUse {
    /** Variance of a unit's posterior mean above which it is active (Burda et al., ICLR 2016, section 5.2). */
    static final double ACTIVE = 0.01;

    private LatentUse() {}

    /**
     * @param means posterior means, [case, unit]
     * @param divergences from the prior, nats, same shape
     */
    static List<String> of(Tensor means, Tensor divergences) {
        double[] variances = Tensors.doubles(means.var(new long[] {0}, false, false));
        double[] nats = Tensors.doubles(divergences.mean(0));
        int active = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        double sum = 0;
        for (int unit = 0; unit < nats.length; unit++) {
            active += variances[unit] > ACTIVE ? 1 : 0;
            least = Math.min(least, nats[unit]);
            most = Math.max(most, nats[unit]);
            sum += nats[unit];
        }
        String use = String.format(
                Locale.ROOT,
                "%d of %d latent units are active, with %.2f nats a unit (%.2f to %.2f)",
                active,
                nats.length,
                sum / nats.length,
                least,
                most);
        return active > 0
                ? List.of(use)
                : List.of(
                        use,
                        "posterior collapse: the decoder takes no notice of the window, and scores tell no more than"
                                + " each row's distance from the channels' usual values");
    }
}
