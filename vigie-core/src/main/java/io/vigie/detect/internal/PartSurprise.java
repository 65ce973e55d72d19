package io.vigie.detect.internal;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How surprisingly high several figures are together, in nats. Each is held against its own law among those seen before, whose
 * tail is heavy, and the weighted sum of their surprises against such sums, in the same way. So one figure far out is worth no
 * more than a few that are out a little, and one that is often out says little.
 */
public final class PartSurprise {
    private static final double SHAPE = 0.25; // of tails
    private static final double LEAST_SHARE = 1e-3; // of a part, in nats

    private final double[] weights;
    private final List<TailSurprise> parts;
    private final TailSurprise sum;

    private PartSurprise(double[] weights, List<TailSurprise> parts, TailSurprise sum) {
        this.weights = weights;
        this.parts = List.copyOf(parts);
        this.sum = sum;
    }

    /**
     * From figures seen before.
     *
     * @param seen [part][observation], at least one of each
     * @param weights [part], above 0
     * @param leastScale [part], a distance beyond what was seen that is worth a nat at most; 0 where it is not known
     */
    public static PartSurprise of(double[][] seen, double[] weights, double[] leastScale) {
        List<TailSurprise> parts = new ArrayList<>();
        double[] sums = new double[seen[0].length];
        for (int p = 0; p < seen.length; p++) {
            TailSurprise part = TailSurprise.of(seen[p], SHAPE, leastScale[p]);
            parts.add(part);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weights[p] * part.high(seen[p][i]);
            }
        }
        return new PartSurprise(weights.clone(), parts, TailSurprise.of(sums, SHAPE, 0));
    }

    /**
     * The surprise of one observation.
     *
     * @param figures one for each part
     * @param shares receives what the first parts have of it, as many as it is long; may be empty. They add up to it where
     *     it has a place for all
     */
    public double of(double[] figures, float[] shares) {
        double[] each = weighted(figures);
        double surprise = together(each);
        share(surprise, each, shares);
        return surprise;
    }

    /**
     * As {@link #of(double[], float[])}, shared by other figures than the surprise is taken from.
     *
     * @param blamed what each part has of its figure by itself
     */
    public double of(double[] figures, double[] blamed, float[] shares) {
        double surprise = together(weighted(figures));
        share(surprise, weighted(blamed), shares);
        return surprise;
    }

    private double[] weighted(double[] figures) {
        double[] each = new double[parts.size()];
        for (int p = 0; p < each.length; p++) {
            each[p] = weights[p] * parts.get(p).high(figures[p]);
        }
        return each;
    }

    private double together(double[] each) {
        double total = 0;
        for (double one : each) {
            total += one;
        }
        return sum.high(total);
    }

    private static void share(double surprise, double[] each, float[] shares) {
        double shared = Arrays.stream(each, 0, shares.length).sum() + shares.length * LEAST_SHARE;
        for (int p = 0; p < shares.length; p++) {
            shares[p] = (float) (surprise * (each[p] + LEAST_SHARE) / shared);
        }
    }

    public void write(ModelWriter out) {
        out.tensor("weights", weights, weights.length);
        for (int p = 0; p < parts.size(); p++) {
            parts.get(p).write(out.section("part-" + p));
        }
        sum.write(out.section("sum"));
    }

    public static PartSurprise read(ModelReader in) {
        double[] weights = in.doubles("weights", in.shape("weights")[0]);
        List<TailSurprise> parts = new ArrayList<>();
        for (int p = 0; p < weights.length; p++) {
            parts.add(TailSurprise.read(in.section("part-" + p)));
        }
        return new PartSurprise(weights, parts, TailSurprise.read(in.section("sum")));
    }
}
