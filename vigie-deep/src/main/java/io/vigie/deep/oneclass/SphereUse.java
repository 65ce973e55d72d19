package io.vigie.deep.oneclass;

import java.util.List;
import java.util.Locale;

/**
 * Whether a network that puts windows near a centre still looks at them: hypersphere collapse, told in words.
 *
 * @param spread mean squared distance of held-out embeddings from their mean
 * @param untrainedSpread the same of a network that learned nothing
 * @param distance mean squared distance of held-out embeddings from the centre
 * @param shuffledDistance the same after the rows of the windows were put out of order
 */
record SphereUse(double spread, double untrainedSpread, double distance, double shuffledDistance) {
    /** Ratio of spreads below which embeddings are taken for one point. */
    static final double COLLAPSED = 1e-4;

    /** Ratio of distances below which what is out of order is not told from what is in order. */
    private static final double BLIND = 1.1;

    boolean collapsed() {
        return spread <= COLLAPSED * untrainedSpread;
    }

    List<String> told() {
        if (untrainedSpread == 0) {
            return List.of("held-out windows are all the same, so whether the network has collapsed cannot be told");
        }
        String use = String.format(
                Locale.ROOT,
                "held-out embeddings spread %.2g times as far as those of an untrained network; windows with their rows out"
                        + " of order are %.3g times as far from the centre",
                spread / untrainedSpread,
                shuffledDistance / distance);
        if (collapsed()) {
            return List.of(
                    use,
                    "hypersphere collapse: the network puts all windows in one place, and scores tell next to nothing");
        }
        return shuffledDistance > BLIND * distance
                ? List.of(use)
                : List.of(
                        use,
                        "the network takes little notice of the order of rows: expect it to see only what is far"
                                + " off in value");
    }
}
