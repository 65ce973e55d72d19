package io.vigie.pipeline;

import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NoCounterfactual;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.ScaleRule;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Looks for the fewest channels of an event, in the order of blame, whose normal course makes it no event any more.
 *
 * <p>One channel is tried, then twice as many, up to {@value #FEW} of them ({@value #LEAST_FEW} where that is less), told over
 * the event and a few rows about it. Where that is not enough, or rows about the event become one, more rows are told, and where
 * nothing of that is enough, more channels, as many as the options allow. Between what was too few channels and what is enough is halved. Each time what an {@link
 * Imputer} restores is put in their place and the pipeline judges anew: first with the noise that was measured, if the imputer
 * keeps that, then with the medians of its draws. Draws of fresh noise are not tried: on planted anomalies they
 * were hardly ever no event where these two were one. Where nothing is enough, what makes the event least probable is told.
 *
 * <p>In the end the change is made as small as it can be: what was measured in the 95 % band stays, and then what is not far
 * out of it, as long as that is no event either.
 */
final class Repair {
    private static final double FEW = 0.3;
    private static final int LEAST_FEW = 3;
    private static final int DRAWS = 40; // the least that tell 95 %
    private static final int TRIED = 16; // draws that medians are of while it is looked for
    private static final int[] MARGINS = {8, 64, 256}; // rows about the event that are told with it, the fewest first
    private static final int MOST_ROWS = 4000; // of an event that are told
    private static final int NEIGHBOURS = 2; // rows about a value out of the band that go with it
    private static final double FARTHEST = 16; // half widths of the band

    private final Judgement judgement;
    private final Imputer imputer;
    private final CounterfactualOptions options;
    private final RunContext context;
    private final ChangedRows changed;
    private final Preparation preparation;
    private final TimeSeries raw;
    private long evaluations; // of what restores, so far

    Repair(
            Judgement judgement,
            Imputer imputer,
            FalseAlarmBudget budget,
            EpisodePolicy policy,
            CounterfactualOptions options,
            RunContext context) {
        this.judgement = judgement;
        this.imputer = imputer;
        this.options = options;
        this.context = context;
        this.changed = new ChangedRows(judgement, budget, policy, context);
        this.preparation = judgement.pipeline().preparation();
        this.raw = judgement.series();
    }

    CounterfactualAnswer of(Event event) {
        evaluations = 0;
        Interval rows = event.episode().rows();
        int[] ranked = ranked(event);
        if (ranked.length == 0) {
            return new NoCounterfactual(
                    NoCounterfactual.Reason.NEVER_MEASURED,
                    "No channel to blame was ever measured where normal was learned.");
        }
        if (rows.length() > MOST_ROWS) {
            return new NoCounterfactual(
                    NoCounterfactual.Reason.TOO_LONG,
                    String.format(Locale.ROOT, "An event of more than %,d rows is too long for it.", MOST_ROWS));
        }
        if (!changed.judge(rows, rows, new int[0], new double[0][]).event()) {
            return new NoCounterfactual(
                    NoCounterfactual.Reason.NO_EVENT_BY_ITSELF,
                    "Scored again with only the rows about it this is no event, so no change can be said to make it none.");
        }
        Outcome found = search(rows, ranked);
        Imputation bands = restored(found.told(), DRAWS, found.channels());
        Outcome told = found.enough() ? smallest(rows, found, bands) : found;
        return told(event, told, bands);
    }

    private int[] ranked(Event event) {
        return event.channels().stream()
                .map(ChannelFinding::channel)
                .mapToInt(raw::indexOf)
                .filter(channel -> preparation.scaleRule(channel) != ScaleRule.SILENT)
                .toArray();
    }

    /**
     * What came of other values of some channels.
     *
     * @param told rows of the whole series
     * @param values for each channel, a raw value a told row
     */
    private record Outcome(Interval told, int[] channels, double[][] values, ChangedRows.Verdict verdict) {
        boolean enough() {
            return !verdict.event();
        }

        /** Whether nothing is left: the event is none, and no other came of the change. */
        boolean clear() {
            return enough() && !verdict.elsewhere();
        }

        /**
         * The one that leaves nothing, else the one that is enough, else that of the smaller probability. Where they do not
         * differ this one if it is enough, so that no more is changed than it takes, else the other.
         */
        Outcome orBetter(Outcome other) {
            if (clear() != other.clear()) {
                return clear() ? this : other;
            }
            if (enough() || other.enough()) {
                return enough() ? this : other;
            }
            return other.verdict.probability() <= verdict.probability() ? other : this;
        }
    }

    private Outcome search(Interval event, int[] ranked) {
        int most = most(ranked, options.channels());
        int few = Math.min(most, most(ranked, FEW));
        int count = 1;
        Outcome best = outcome(event, MARGINS[0], ranked, count);
        while (!best.clear() && count < few) {
            int tooFew = count;
            count = Math.min(few, 2 * count);
            best = best.orBetter(outcome(event, MARGINS[0], ranked, count));
            best = best.clear() ? fewest(event, MARGINS[0], ranked, tooFew, best) : best;
        }
        for (int i = 1; !best.clear() && i < MARGINS.length; i++) {
            best = best.orBetter(outcome(event, MARGINS[i], ranked, few));
            best = best.clear() ? fewest(event, MARGINS[i], ranked, 0, best) : best;
        }
        while (!best.clear() && count < most) {
            int tooFew = count;
            count = Math.min(most, count + few);
            for (int i = 0; !best.clear() && i < MARGINS.length; i++) {
                best = best.orBetter(outcome(event, MARGINS[i], ranked, count));
                best = best.clear() ? fewest(event, MARGINS[i], ranked, tooFew, best) : best;
            }
        }
        return best;
    }

    private int most(int[] ranked, double share) {
        return Math.min(ranked.length, Math.max(LEAST_FEW, (int) Math.floor(share * raw.channelCount())));
    }

    private Outcome fewest(Interval event, int margin, int[] ranked, int tooFew, Outcome enough) {
        Outcome fewest = enough;
        int few = tooFew;
        while (fewest.channels().length - few > 1) {
            int middle = (few + fewest.channels().length) / 2;
            Outcome fewer = outcome(event, margin, ranked, middle);
            if (fewer.clear()) {
                fewest = fewer;
            } else {
                few = middle;
            }
        }
        return fewest;
    }

    private Outcome outcome(Interval event, int margin, int[] ranked, int count) {
        Interval told = new Interval(Math.max(0, event.from() - margin), Math.min(raw.length(), event.to() + margin));
        int[] channels = Arrays.copyOf(ranked, count);
        Imputation imputation = restored(told, TRIED, channels);
        Outcome measured = judged(
                event,
                told,
                channels,
                courses(event, told, channels, (channel, at) -> imputation.value(0, channel, at)));
        return measured.clear()
                ? measured
                : measured.orBetter(judged(
                        event,
                        told,
                        channels,
                        courses(event, told, channels, (channel, at) -> imputation.quantile(channel, at, 0.5))));
    }

    private Outcome judged(Interval event, Interval told, int[] channels, double[][] values) {
        return new Outcome(told, channels, values, changed.judge(event, told, channels, values));
    }

    /** Of the rows that are judged again. */
    private Imputation restored(Interval told, int draws, int... channels) {
        Interval scored = changed.scored(told);
        boolean[][] hidden = new boolean[raw.channelCount()][scored.length()];
        for (int channel : channels) {
            Arrays.fill(hidden[channel], told.from() - scored.from(), told.to() - scored.from(), true);
        }
        Imputation restored =
                imputer.restore(judgement.prepared().slice(scored.from(), scored.to()), hidden, draws, context);
        evaluations += restored.evaluations();
        return restored;
    }

    /** Prepared value of a channel at a row of an imputation. */
    @FunctionalInterface
    private interface Cells {
        double value(int channel, int at);
    }

    /** What is told; where many rows about the event are, it passes over into what was measured: what lasts there makes no step. */
    private double[][] courses(Interval event, Interval told, int[] channels, Cells cells) {
        double[][] values = new double[channels.length][];
        int before = event.from() - told.from();
        int after = told.to() - event.to();
        for (int i = 0; i < channels.length; i++) {
            values[i] = course(told, channels[i], cells);
            double[] measured = new double[told.length()];
            raw.copyChannel(channels[i], told.from(), measured, 0, measured.length);
            passOver(values[i], measured, before > MARGINS[0] ? before : 0, after > MARGINS[0] ? after : 0);
        }
        return values;
    }

    /**
     * Passes over from what was measured to a course in its first rows, and back in its last; rows that were not measured (not a
     * number) are left alone.
     */
    static void passOver(double[] course, double[] measured, int first, int last) {
        for (int at = 0; at < course.length; at++) {
            int back = course.length - 1 - at;
            double share = at < first ? (at + 0.5) / first : back < last ? (back + 0.5) / last : 1;
            if (share < 1 && !Double.isNaN(measured[at])) {
                course[at] = share * course[at] + (1 - share) * measured[at];
            }
        }
    }

    private double[] course(Interval told, int channel, Cells cells) {
        int first = told.from() - changed.scored(told).from();
        double[] values = new double[told.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = preparation.toRaw(channel, cells.value(channel, first + i));
        }
        return values;
    }

    /**
     * The smallest change: of each channel only the stretches that were measured out of the 95 % band, and of them only those that
     * are farthest out, as few as are enough; without the channels that have none. Unchanged where all of it takes more.
     */
    private Outcome smallest(Interval event, Outcome enough, Imputation bands) {
        Outcome smallest = enough;
        for (double farthest = 1; farthest <= FARTHEST; farthest *= 2) {
            Outcome smaller = smaller(event, enough, bands, farthest);
            if (!smaller.enough() || smaller.clear() != enough.clear()) {
                break;
            }
            smallest = smaller;
        }
        return smallest;
    }

    /** The same but for what was measured in stretches that leave the band by less than some half widths of it. */
    private Outcome smaller(Interval event, Outcome outcome, Imputation bands, double least) {
        Interval told = outcome.told();
        int[] channels = new int[outcome.channels().length];
        double[][] values = new double[channels.length][];
        int count = 0;
        for (int i = 0; i < channels.length; i++) {
            int channel = outcome.channels()[i];
            boolean[] out = out(told, channel, bands, least);
            boolean any = false;
            double[] course = outcome.values()[i].clone();
            for (int at = 0; at < course.length; at++) {
                course[at] = out[at] ? course[at] : raw.value(channel, told.from() + at);
                any |= out[at];
            }
            if (any) {
                channels[count] = channel;
                values[count++] = course;
            }
        }
        return judged(event, told, Arrays.copyOf(channels, count), Arrays.copyOf(values, count));
    }

    /** Rows of the stretches out of the band, a few about each, that go as many half widths of it from the median or more. */
    private boolean[] out(Interval told, int channel, Imputation bands, double least) {
        double[] median = course(told, channel, (c, at) -> bands.quantile(c, at, 0.5));
        double[] low = course(told, channel, (c, at) -> bands.quantile(c, at, 0.025));
        double[] high = course(told, channel, (c, at) -> bands.quantile(c, at, 0.975));
        boolean[] out = new boolean[told.length()];
        int from = 0; // of a stretch
        int to = 0;
        double farthest = 0;
        for (int at = 0; at < out.length; at++) {
            double measured = raw.value(channel, told.from() + at);
            double width = measured > median[at] ? high[at] - median[at] : median[at] - low[at];
            boolean typical = Math.abs(measured - median[at]) <= width; // no where nothing was measured
            if (typical) {
                continue;
            }
            if (at > to + NEIGHBOURS) {
                Arrays.fill(out, from, to, farthest >= least);
                from = Math.max(0, at - NEIGHBOURS);
                farthest = 0;
            }
            to = Math.min(out.length, at + NEIGHBOURS + 1);
            double ratio = Math.abs(measured - median[at]) / width;
            farthest = Math.max(farthest, Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio);
        }
        Arrays.fill(out, from, to, farthest >= least);
        return out;
    }

    private Counterfactual told(Event event, Outcome outcome, Imputation bands) {
        List<Counterfactual.Course> courses = new ArrayList<>();
        for (int i = 0; i < outcome.channels().length; i++) {
            int channel = outcome.channels()[i];
            courses.add(new Counterfactual.Course(
                    channel,
                    quantile(outcome, channel, bands, 0.5),
                    quantile(outcome, channel, bands, 0.1),
                    quantile(outcome, channel, bands, 0.9),
                    quantile(outcome, channel, bands, 0.025),
                    quantile(outcome, channel, bands, 0.975),
                    outcome.values()[i]));
        }
        return new Counterfactual(
                outcome.told(),
                courses,
                outcome.enough(),
                outcome.verdict().elsewhere(),
                outcome.verdict().probability(),
                evaluations,
                sentence(event, outcome));
    }

    private double[] quantile(Outcome outcome, int channel, Imputation bands, double share) {
        return course(outcome.told(), channel, (c, at) -> bands.quantile(c, at, share));
    }

    private String sentence(Event event, Outcome outcome) {
        int[] channels = outcome.channels();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.min(3, channels.length); i++) {
            names.add(raw.channel(channels[i]).name());
        }
        int more = channels.length - names.size();
        String whose = String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
        String how = String.format(
                Locale.ROOT,
                "P(anomaly) would be %.2f at most instead of %.2f",
                outcome.verdict().probability(),
                event.episode().probability());
        String of = channels.length + " of " + raw.channelCount() + " channels";
        String elsewhere = outcome.clear() ? "" : " Rows about it would be one.";
        return outcome.enough()
                ? "With the normal course of " + whose + " (" + of + ") and all else as it was, this is no event: "
                        + how + "." + elsewhere
                : "The normal course of " + whose + " (" + of + ") alone does not make this normal: " + how + ".";
    }
}
