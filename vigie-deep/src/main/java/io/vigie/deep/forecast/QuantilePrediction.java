package io.vigie.deep.forecast;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Predictive distributions by their quantiles at the levels that a normal distribution has at -2.5, -2, ... 2.5 deviations.
 * Quantiles cannot cross: the gaps between them are positive, cumulated from the median outwards.
 *
 * <p>Learned by the mean pinball loss over the levels, twice which approaches the continuous ranked probability score as
 * levels get many (Gneiting and Raftery, Strictly proper scoring rules, 2007). The density is constant between two quantiles
 * and falls exponentially beyond the outer ones, without a jump there; it integrates to 1.
 *
 * @param quantiles [batch, row, channel, level], ascending
 * @param gaps between neighbours [batch, row, channel, level - 1]
 */
record QuantilePrediction(Tensor quantiles, Tensor gaps) implements Prediction {
    /** Gaps on each side of the median. */
    static final int GAPS = 5;

    /** Standard deviations between two levels, were the distribution normal. */
    private static final double STEP = 0.5;

    // Values of the standard normal distribution function at 0, 0.5, ... 2.5.
    private static final double[] UPPER_LEVELS = {
        0.5, 0.691462461274013, 0.841344746068543, 0.933192798731142, 0.977249868051821, 0.993790334674224
    };
    private static final int LEVELS = 2 * GAPS + 1;
    private static final int ONE_DEVIATION = 2; // levels from the median
    private static final float[] LEVEL = levels();
    private static final float[] LOG_MASS = logMasses();

    /** Size of the outer tail's scale in gaps next to it, which makes the density there the gap's. */
    private static final double TAIL = (1 - UPPER_LEVELS[GAPS]) / (UPPER_LEVELS[GAPS] - UPPER_LEVELS[GAPS - 1]);

    /**
     * Distributions from medians and from gaps told as the deviations of the normal distribution that has them.
     *
     * @param median [batch, row, channel]
     * @param below [batch, row, channel x gap], the innermost first
     * @param above likewise
     */
    static QuantilePrediction of(Tensor median, Tensor below, Tensor above) {
        Tensor middle = median.unsqueeze(3);
        Tensor down = gaps(median, below);
        Tensor up = gaps(median, above);
        Tensor lower = middle.sub(down.cumsum(3)).flip(3);
        Tensor upper = middle.add(up.cumsum(3));
        return new QuantilePrediction(
                torch.cat(new TensorVector(lower, middle, upper), 3), torch.cat(new TensorVector(down.flip(3), up), 3));
    }

    private static Tensor gaps(Tensor median, Tensor deviations) {
        return Tensors.times(deviations, STEP).view(median.size(0), median.size(1), median.size(2), GAPS);
    }

    @Override
    public Tensor location() {
        return quantiles.select(3, GAPS);
    }

    /** Half the distance of the quantiles that a normal distribution has one deviation below and above. */
    @Override
    public Tensor deviation() {
        return Tensors.times(
                quantiles.select(3, GAPS + ONE_DEVIATION).sub(quantiles.select(3, GAPS - ONE_DEVIATION)), 0.5);
    }

    @Override
    public Tensor losses(Tensor rows) {
        Tensor above = rows.unsqueeze(3).sub(quantiles);
        Tensor level = Tensors.like(rows, LEVEL, LEVELS);
        return Tensors.times(
                torch.maximum(above.mul(level), above.mul(Tensors.plus(level, -1)))
                        .mean(3),
                2);
    }

    @Override
    public Tensor nats(Tensor rows) {
        Tensor row = rows.unsqueeze(3);
        Tensor gap = row.ge(quantiles.narrow(3, 1, LEVELS - 2L)).sum(3).unsqueeze(3); // inner quantiles below it
        Tensor density = Tensors.like(rows, LOG_MASS, LEVELS - 1).sub(gaps.log());
        Tensor within = density.gather(3, gap).squeeze(3);
        Tensor below = torch.relu(quantiles.select(3, 0).sub(rows)).div(gaps.select(3, 0));
        Tensor above = torch.relu(rows.sub(quantiles.select(3, LEVELS - 1))).div(gaps.select(3, LEVELS - 2));
        return Tensors.times(below.add(above), 1 / TAIL).sub(within);
    }

    private static float[] levels() {
        float[] levels = new float[LEVELS];
        for (int i = 0; i <= GAPS; i++) {
            levels[GAPS + i] = (float) UPPER_LEVELS[i];
            levels[GAPS - i] = (float) (1 - UPPER_LEVELS[i]);
        }
        return levels;
    }

    private static float[] logMasses() {
        float[] logMasses = new float[LEVELS - 1];
        for (int i = 0; i < GAPS; i++) {
            float logMass = (float) Math.log(UPPER_LEVELS[i + 1] - UPPER_LEVELS[i]);
            logMasses[GAPS + i] = logMass;
            logMasses[GAPS - 1 - i] = logMass;
        }
        return logMasses;
    }
}
