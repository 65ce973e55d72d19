package io.vigie.deep.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * Leaves the least probable share of what a density is shown out of its training: where some of the train part is anomalous,
 * that is where anomalies are (Liu et al., RobustRealNVP: Unsupervised anomaly detection in multivariate time series under
 * data contamination, 2022). It is left out of the validation loss too, which would otherwise prefer, of the weights that a
 * training passes through, those that have learned the anomalies after all.
 */
final class Trim {
    private Trim() {}

    /**
     * Losses without those of the worst share, the others in their place raised by as much as are missing.
     *
     * @param losses [count, column]
     * @param share 0 to below 1
     */
    static Tensor worst(Tensor losses, double share) {
        long count = losses.size(0);
        long kept = count - (long) (share * count);
        if (kept == count) {
            return losses;
        }
        Tensor totals = losses.detach().sum(1);
        Tensor limit = totals.kthvalue(kept).get0();
        Tensor mask = totals.le(limit).to(losses.scalar_type()).unsqueeze(1);
        return losses.mul(mask.div(mask.mean()));
    }
}
