package io.vigie.deep.density;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * How surprising a negative log-likelihood and its parts are together, in nats. Each part is held against its own law among
 * those seen before, whose tail is heavy, and so is the weighted sum of their surprises: one part far out is worth no more
 * than a few that are out a little, and one that is often out says little. Half as much counts how far out the whole lies,
 * which sees what no part does by itself; and the sum of both is held against such sums once more.
 */
public final class PartSurprise {
    private static final double SHAPE = 0.25; // of tails
    private static final double OF_WHOLE = 0.5; // what the surprise of the whole counts for beside that of the parts
    private static final double LEAST_SHARE = 1e-3; // of a part, in nats

    private final double[] weights;
    private final List<TailSurprise> each;
    private final TailSurprise parts;
    private final TailSurprise whole;
    private final TailSurprise sum;

    private PartSurprise(
            double[] weights, List<TailSurprise> each, TailSurprise parts, TailSurprise whole, TailSurprise sum) {
        this.weights = weights;
        this.each = List.copyOf(each);
        this.parts = parts;
        this.whole = whole;
        this.sum = sum;
    }

    /**
     * From figures seen before.
     *
     * @param seen [part][observation]; there may be no parts
     * @param weights of the parts, above 0
     * @param whole [observation], at least one
     * @param leastScale distance of a part beyond what was seen that is worth a nat at most; 0 where it is not known
     */
    public static PartSurprise of(double[][] seen, double[] weights, double[] whole, double leastScale) {
        List<TailSurprise> each = new ArrayList<>();
        double[] ofParts = new double[whole.length];
        for (int p = 0; p < seen.length; p++) {
            TailSurprise part = TailSurprise.of(seen[p], SHAPE, leastScale);
            each.add(part);
            for (int i = 0; i < ofParts.length; i++) {
                ofParts[i] += weights[p] * part.high(seen[p][i]);
            }
        }
        TailSurprise partsLaw = TailSurprise.of(ofParts, SHAPE, 0);
        TailSurprise wholeLaw = TailSurprise.of(whole, SHAPE, 0);
        double[] sums = new double[whole.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = partsLaw.high(ofParts[i]) + OF_WHOLE * wholeLaw.high(whole[i]);
        }
        return new PartSurprise(weights.clone(), each, partsLaw, wholeLaw, TailSurprise.of(sums, SHAPE, 0));
    }

    /**
     * The surprise of one observation.
     *
     * @param figures one for each part
     * @param total the whole
     * @param shares receives what the parts have of it, which adds up to it; may be empty
     */
    public double of(double[] figures, double total, float[] shares) {
        double[] surprises = new double[each.size()];
        double ofParts = 0;
        for (int p = 0; p < surprises.length; p++) {
            surprises[p] = weights[p] * each.get(p).high(figures[p]);
            ofParts += surprises[p];
        }
        double surprise = sum.high(parts.high(ofParts) + OF_WHOLE * whole.high(total));
        double shared = ofParts + shares.length * LEAST_SHARE;
        for (int p = 0; p < shares.length; p++) {
            shares[p] = (float) (surprise * (surprises[p] + LEAST_SHARE) / shared);
        }
        return surprise;
    }

    public void write(ModelWriter out) {
        out.tensor("weights", weights, weights.length);
        for (int p = 0; p < each.size(); p++) {
            each.get(p).write(out.section("part-" + p));
        }
        parts.write(out.section("parts"));
        whole.write(out.section("whole"));
        sum.write(out.section("sum"));
    }

    public static PartSurprise read(ModelReader in) {
        double[] weights = in.doubles("weights", in.shape("weights")[0]);
        List<TailSurprise> each = new ArrayList<>();
        for (int p = 0; p < weights.length; p++) {
            each.add(TailSurprise.read(in.section("part-" + p)));
        }
        return new PartSurprise(
                weights,
                each,
                TailSurprise.read(in.section("parts")),
                TailSurprise.read(in.section("whole")),
                TailSurprise.read(in.section("sum")));
    }
}
