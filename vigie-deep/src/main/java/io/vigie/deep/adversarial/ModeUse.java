package io.vigie.deep.adversarial;

import io.vigie.deep.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How much of what is real a generator makes, and whether the critic still teaches it: mode collapse and saturation, told in
 * words.
 *
 * @param coverage share of the real windows that have a generated one at most as far away as their
 *     {@value #NEIGHBOURS}th nearest real one (Naeem et al., Reliable fidelity and diversity metrics for generative models,
 *     ICML 2020, equation 9)
 * @param spread variance of generated windows about their mean in that of real ones, 1 where the real ones do not vary
 * @param certain share of real and generated windows, half and half, that the critic tells by more than the hinge asks
 */
record ModeUse(double coverage, double spread, double certain) {
    static final int NEIGHBOURS = 5;

    private static final double FEW = 0.05; // of the windows
    private static final double LITTLE = 0.1; // of the variance
    private static final double NEARLY_ALL = 0.98;

    /**
     * @param real windows that were not learned from, [case, channel, time]
     * @param generated as many, from draws of the prior
     * @param realVerdicts the critic's, [case]
     * @param generatedVerdicts the same of the generated ones
     */
    static ModeUse of(Tensor real, Tensor generated, Tensor realVerdicts, Tensor generatedVerdicts) {
        double certainReal = share(Tensors.doubles(realVerdicts), 1);
        double certainGenerated = share(Tensors.doubles(generatedVerdicts.neg()), 1);
        double varied = variance(real);
        return new ModeUse(
                coverage(real.flatten(1, 2), generated.flatten(1, 2)),
                varied == 0 ? 1 : variance(generated) / varied,
                (certainReal + certainGenerated) / 2);
    }

    private static double share(double[] values, double above) {
        return Arrays.stream(values).filter(value -> value > above).count() / (double) values.length;
    }

    private static double variance(Tensor windows) {
        return windows.sub(windows.mean(0)).square().mean().item_double();
    }

    private static double coverage(Tensor real, Tensor generated) {
        int count = (int) real.size(0);
        double[] among = Tensors.doubles(torch.cdist(real, real));
        double[] across = Tensors.doubles(torch.cdist(real, generated));
        int nearest = Math.min(NEIGHBOURS, count - 1); // the first is the window itself
        int covered = 0;
        for (int i = 0; i < count; i++) {
            double[] own = Arrays.copyOfRange(among, i * count, (i + 1) * count);
            Arrays.sort(own);
            double closest =
                    Arrays.stream(across, i * count, (i + 1) * count).min().orElseThrow();
            covered += closest <= own[nearest] ? 1 : 0;
        }
        return (double) covered / count;
    }

    boolean collapsed() {
        return coverage < FEW || spread < LITTLE;
    }

    boolean saturated() {
        return certain > NEARLY_ALL;
    }

    List<String> told() {
        List<String> told = new ArrayList<>();
        told.add(String.format(
                Locale.ROOT,
                "generated windows cover %.0f %% of held-out ones and vary %.2g times as much; the critic is certain of %.0f %%",
                100 * coverage,
                spread,
                100 * certain));
        if (collapsed()) {
            told.add("mode collapse: the generator makes little of what is normal; take the scores for those of the"
                    + " reconstruction alone, and try a lower adversarial");
        }
        if (saturated()) {
            told.add("the critic always wins, so the generator learns nothing from it; try a lower learning-rate");
        }
        return told;
    }
}
