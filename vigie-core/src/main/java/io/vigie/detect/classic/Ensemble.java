package io.vigie.detect.classic;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A detector made of detectors: members' scores are brought to one scale and combined.
 *
 * <p>Scores of different methods differ in unit and spread, so each member gets a scale by its own scores of normal rows
 * ({@link MemberScale}). Scores of rows that a member was fitted on are too small, for methods that remember them by far, so
 * the scale is learned by two-fold blocked cross-fitting: each half of the train part is scored by the member fitted on the
 * other half; the member itself is then fitted on all of it. Where a half is too short for a member, its own train scores
 * have to do ({@link MemberScale#LOG_RANK} and {@link MemberScale#HELD_OUT_LOG_RANK} are made for those from the start). Scales
 * are made of quantiles up to 90 %, so train parts with some anomalies in them do not wreck them.
 * (Aggarwal and Sathe, "Theoretical foundations and algorithms for outlier ensembles", SIGKDD Explorations 2015; Kriegel
 * et al., "Interpreting and unifying outlier scores", SDM 2011.)
 *
 * <p>A member that has no score at a row (its warm-up, or a series shorter than its window) does not count there; a series
 * that is too short for all members is refused. The delay is the greatest of the members'; online, faster members wait.
 *
 * <p>Contributions: a member's shares per channel, times what the member brings to the total; they add up (for the median
 * the members' mean shares, times the total). A member without contributions blames all channels alike. Contributions are
 * negative where a member's score on the common scale is. With {@code combine = leaning} a member brings its score times the
 * weight that it gets by leaning, all of them scaled so that they add up to the total.
 *
 * <p>Complexity: twice the members' fits and one score of the train part; the members' scores one after the other, with
 * one set of contributions beside that of the member at work.
 *
 * @param members detectors as texts
 * @param scale how members' scores become comparable
 * @param combine how they become one score
 * @param weights one a member for {@code combine = weighted} or {@code leaning}
 */
public record Ensemble(
        @Option(
                value = "zscore,pca,kmeans",
                description = "Detectors as id or id(key=value,key=value), comma-separated, at least one.")
        List<String> members,

        @Option(value = "rank", description = "How members' scores become comparable.")
        MemberScale scale,

        @Option(value = "mean", description = "How members' scores become one score.")
        MemberCombination combine,

        @Option(
                value = "",
                description = "One positive number a member, comma-separated, for combine=weighted or leaning.")
        List<String> weights)
        implements Detector {

    public Ensemble {
        members = List.copyOf(members);
        weights = List.copyOf(weights);
        if (members.isEmpty()) {
            throw new OptionException("members is empty; name at least one detector, such as 'pca,kmeans'");
        }
        for (String member : members) {
            Detectors.parse(member);
        }
        if (combine.isWeighted() ? weights.size() != members.size() : !weights.isEmpty()) {
            throw new OptionException("weights has " + weights.size() + " numbers for " + members.size()
                    + " members; use one a member with combine=weighted or leaning, none otherwise");
        }
        for (String weight : weights) {
            weight(weight);
        }
        if (combine == MemberCombination.LEANING && scale != MemberScale.RANK && !scale.isLogRank()) {
            throw new OptionException("combine is leaning and scale "
                    + scale.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + "; leaning is for nats: use scale=rank, log-rank or held-out-log-rank");
        }
    }

    private static double weight(String text) {
        double weight;
        try {
            weight = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            weight = Double.NaN;
        }
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new OptionException("weight '" + text + "' is not usable; use a number above 0");
        }
        return weight;
    }

    @Override
    public String id() {
        return "ensemble";
    }

    @Override
    public Descriptor descriptor() {
        int delay = 0;
        boolean needsLabels = false;
        boolean nativeCode = false;
        Set<AnomalyKind> blind = EnumSet.allOf(AnomalyKind.class);
        for (Detector member : detectors()) {
            Descriptor descriptor = member.descriptor();
            delay = Math.max(delay, descriptor.delay());
            needsLabels |= descriptor.needsLabels();
            nativeCode |= descriptor.nativeCode();
            blind.retainAll(descriptor.blindSpots());
        }
        return new Descriptor(
                "Several detectors on one scale, combined",
                "Aggarwal & Sathe, SIGKDD Explorations 2015",
                unit(scale),
                delay,
                true,
                true,
                needsLabels,
                nativeCode,
                blind);
    }

    static String unit(MemberScale scale) {
        return switch (scale) {
            case RANK, LOG_RANK, HELD_OUT_LOG_RANK -> "nats of rank";
            case ROBUST_Z -> "inter-quartile ranges";
            case ASINH -> "asinh of inter-quartile ranges";
        };
    }

    /** The members, configured. */
    List<Detector> detectors() {
        return members.stream().map(Detectors::parse).toList();
    }

    /** Weights that add up to 1. */
    double[] normalisedWeights() {
        double[] values = new double[members.size()];
        double sum = 0;
        for (int m = 0; m < values.length; m++) {
            values[m] = weights.isEmpty() ? 1 : weight(weights.get(m));
            sum += values[m];
        }
        for (int m = 0; m < values.length; m++) {
            values[m] /= sum;
        }
        return values;
    }

    @Override
    public FittedEnsemble fit(TrainingSet train, RunContext context) {
        return fit(this, descriptor().delay(), train, context);
    }

    /** Fits on behalf of a detector that is an ensemble underneath. */
    FittedEnsemble fit(Detector owner, int delay, TrainingSet train, RunContext context) {
        PreparedRows.trainSegments(train, 1);
        List<FittedDetector> fitted = new ArrayList<>();
        List<ScoreScale> scales = new ArrayList<>();
        List<Detector> detectors = detectors();
        for (int m = 0; m < detectors.size(); m++) {
            context.checkCancelled();
            context.progress().report("fit " + detectors.get(m).id(), m / (double) detectors.size());
            RunContext own = context.forComponent("member-" + m);
            FittedDetector member = detectors.get(m).fit(train, own);
            fitted.add(member);
            scales.add(ScoreScale.fit(scale, calibration(detectors.get(m), member, train, own)));
        }
        return new FittedEnsemble(owner, this, delay, train.schema(), fitted, scales);
    }

    private double[] calibration(Detector detector, FittedDetector member, TrainingSet train, RunContext context) {
        if (!scale.isLogRank()) {
            return crossFitted(detector, member, train, context);
        }
        return scale == MemberScale.HELD_OUT_LOG_RANK && member instanceof HeldOutScoring remembers
                ? remembers.heldOutScores(train, context)
                : scores(member, train.items(), context);
    }

    private static double[] crossFitted(
            Detector detector, FittedDetector member, TrainingSet train, RunContext context) {
        List<TrainingSet.Item> items = train.items();
        int half = train.rows() / 2;
        List<TrainingSet.Item> first = part(items, 0, half);
        List<TrainingSet.Item> second = part(items, half, train.rows());
        if (!first.isEmpty() && !second.isEmpty()) {
            try (FittedDetector early = detector.fit(TrainingSet.of(first), context);
                    FittedDetector late = detector.fit(TrainingSet.of(second), context)) {
                double[] scores = join(scores(early, second, context), scores(late, first, context));
                if (scores.length > 0) {
                    return scores;
                }
            } catch (BadInputException e) {
                // A half is too short for the member, or has no row that is not labelled anomalous.
            }
        }
        return scores(member, items, context);
    }

    private static List<TrainingSet.Item> part(List<TrainingSet.Item> items, int from, int to) {
        List<TrainingSet.Item> part = new ArrayList<>();
        int start = 0;
        for (TrainingSet.Item item : items) {
            int end = start + item.series().length();
            int low = Math.max(from, start) - start;
            int high = Math.min(to, end) - start;
            if (low < high) {
                part.add(new TrainingSet.Item(
                        item.series().slice(low, high), item.labels().slice(low, high)));
            }
            start = end;
        }
        return part;
    }

    /** Scores of the rows not labelled anomalous, of the stretches that are long enough. */
    private static double[] scores(FittedDetector member, List<TrainingSet.Item> items, RunContext context) {
        double[] all = new double[0];
        for (TimeSeries segment : TrainingSet.of(items).normalSegments()) {
            try {
                all = join(all, member.score(segment, context).settledTotals());
            } catch (BadInputException e) {
                // Shorter than the member's window: nothing to learn from it.
            }
        }
        return all;
    }

    private static double[] join(double[] a, double[] b) {
        double[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
