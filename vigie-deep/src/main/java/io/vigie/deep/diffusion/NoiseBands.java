package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Parts of what is taken for noise in a window, by how fast they change: what is left of it by a running median over a few rows
 * (Tukey 1977), then by one over more, and that median. They add up to it. Medians, of hidden cells only, leave the edges of a
 * shift in the slow part, where averages would spread them over the others.
 */
record NoiseBands(int window) {
    /** Number of the parts. */
    static final int COUNT = 3;

    private static final int[] ROWS = {5, 17}; // of the medians

    /**
     * @param noise [batch, channel, time]
     * @param hidden 1 where a cell is hidden, 0 elsewhere; same shape
     * @return [batch, channel, time] each, 0 where a cell is not hidden
     */
    Tensor[] of(Tensor noise, Tensor hidden) {
        Tensor[] parts = new Tensor[COUNT];
        Tensor left = noise.mul(hidden);
        for (int i = 0; i < ROWS.length; i++) {
            Tensor median = median(left, hidden, ROWS[i]);
            parts[i] = left.sub(median);
            left = median;
        }
        parts[COUNT - 1] = left;
        return parts;
    }

    private Tensor median(Tensor values, Tensor hidden, int rows) {
        int reach = Math.min(window - 1, rows / 2);
        Tensor isHidden = hidden.gt(new Scalar(0.5));
        Tensor known = torch.where(isHidden, values, torch.full_like(values, new Scalar(Double.NaN)));
        Tensor nothing = torch.full_like(values.narrow(2, 0, reach), new Scalar(Double.NaN));
        Tensor about = torch.cat(new TensorVector(nothing, known, nothing), 2).unfold(2, 2L * reach + 1, 1);
        return torch.where(isHidden, about.nanmedian(3, false).get0(), torch.zeros_like(values));
    }

    /**
     * Noise as it is in training: parts of it within a few deviations stay as they are, those far beyond vanish.
     *
     * @param levels root mean squares of the parts on train windows, [part, channel]
     * @param limit deviations of which half is left
     * @return same shape as the noise, 0 where a cell is not hidden
     */
    Tensor typical(Tensor noise, Tensor hidden, Tensor levels, double limit) {
        Tensor kept = torch.zeros_like(noise);
        Tensor[] parts = of(noise, hidden);
        for (int i = 0; i < COUNT; i++) {
            Tensor level = levels.select(0, i).view(1, -1, 1);
            Tensor beyond =
                    parts[i].div(Tensors.times(level, limit)).square().square().square();
            kept = kept.add(parts[i].div(Tensors.plus(beyond, 1)));
        }
        return kept;
    }
}
