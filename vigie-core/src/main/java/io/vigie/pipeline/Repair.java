package io.vigie.pipeline;

import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.Event;
import io.vigie.judge.Episode;
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
import java.util.Optional;

/**
 * Looks for the fewest channels of an event, in the order of blame, whose normal course makes it no event any more: one, then
 * twice as many, then between what was too few and what was enough; up to
 * {@value #MOST_SHARE} of the channels ({@value #MOST_OF_FEW} where there are few). After each, what an
 * {@link Imputer} restores is put in their place and the pipeline judges the rows about the event anew: first with the noise
 * that was measured, if the imputer keeps that, then, where it is an event still, with noise drawn afresh.
 */
final class Repair {
    private static final double MOST_SHARE = 0.3;
    private static final int MOST_OF_FEW = 3;
    private static final int DRAWS = 40; // the least that tell 95 %
    private static final int TRIED = 2; // draws that are judged: one with the noise that was measured, one without
    private static final int CONTEXT = 1000; // rows before and after that are judged with the event
    private static final int NARROW = 8; // rows about the event that are told with it: belief lags behind
    private static final int WIDE = 64; // where that is not enough
    private static final int MOST_ROWS = 4000; // of an event that are told

    private final Judgement judgement;
    private final Imputer imputer;
    private final FalseAlarmBudget budget;
    private final EpisodePolicy policy;
    private final RunContext context;
    private final TimeSeries raw;

    Repair(Judgement judgement, Imputer imputer, FalseAlarmBudget budget, EpisodePolicy policy, RunContext context) {
        this.judgement = judgement;
        this.imputer = imputer;
        this.budget = budget;
        this.policy = policy;
        this.context = context;
        this.raw = judgement.series();
    }

    /**
     * Empty where no channel to blame was ever measured in training, where the event is too long to be told, and where the rows
     * about it are no event by themselves, so that nothing could be said of what makes them none.
     */
    Optional<Counterfactual> of(Event event) {
        Interval eventRows = event.episode().rows();
        int[] ranked = ranked(event);
        if (ranked.length == 0 || eventRows.length() > MOST_ROWS) {
            return Optional.empty();
        }
        Interval slice =
                new Interval(Math.max(0, eventRows.from() - CONTEXT), Math.min(raw.length(), eventRows.to() + CONTEXT));
        TimeSeries part = raw.slice(slice.from(), slice.to());
        if (!isEvent(judgement.pipeline().judge(part, context), slice, eventRows)) {
            return Optional.empty();
        }
        int most = Math.min(ranked.length, Math.max(MOST_OF_FEW, (int) Math.floor(MOST_SHARE * raw.channelCount())));
        Interval narrow = about(eventRows, NARROW);
        int few = 0; // channels that are not enough
        int many = 1;
        Outcome outcome = outcome(slice, eventRows, narrow, TRIED, first(ranked, many));
        while (!outcome.enough() && many < most) {
            few = many;
            many = Math.min(most, 2 * many);
            outcome = outcome(slice, eventRows, narrow, TRIED, first(ranked, many));
        }
        while (outcome.enough() && many - few > 1) {
            int middle = (few + many) / 2;
            Outcome fewer = outcome(slice, eventRows, narrow, TRIED, first(ranked, middle));
            if (fewer.enough()) {
                outcome = fewer;
                many = middle;
            } else {
                few = middle;
            }
        }
        Outcome told = outcome(slice, eventRows, narrow, DRAWS, first(ranked, many));
        if (!told.enough()) {
            Outcome wide = outcome(slice, eventRows, about(eventRows, WIDE), DRAWS, first(ranked, most));
            told = wide.enough() ? wide : told;
        }
        return Optional.of(told(event, told));
    }

    private int[] ranked(Event event) {
        Preparation preparation = judgement.pipeline().preparation();
        return event.channels().stream()
                .map(ChannelFinding::channel)
                .mapToInt(raw::indexOf)
                .filter(channel -> preparation.scaleRule(channel) != ScaleRule.SILENT)
                .toArray();
    }

    private static int[] first(int[] ranked, int count) {
        return Arrays.copyOf(ranked, count);
    }

    private Interval about(Interval rows, int margin) {
        return new Interval(Math.max(0, rows.from() - margin), Math.min(raw.length(), rows.to() + margin));
    }

    /**
     * What came of the normal course of some channels.
     *
     * @param told rows of the whole series
     * @param slice rows that the imputation is of
     * @param draw the one of the imputation's that was judged
     */
    private record Outcome(
            Interval told,
            Interval slice,
            Imputation imputation,
            int draw,
            boolean enough,
            double probability,
            int... channels) {}

    private Outcome outcome(Interval slice, Interval event, Interval told, int draws, int... channels) {
        context.checkCancelled();
        boolean[][] hidden = new boolean[raw.channelCount()][slice.length()];
        for (int channel : channels) {
            for (int row = told.from(); row < told.to(); row++) {
                hidden[channel][row - slice.from()] = true;
            }
        }
        Imputation imputation =
                imputer.restore(judgement.prepared().slice(slice.from(), slice.to()), hidden, draws, context);
        Outcome outcome = judged(imputation, 0, slice, event, told, channels);
        for (int draw = 1; !outcome.enough() && draw < Math.min(TRIED, imputation.draws()); draw++) {
            Outcome other = judged(imputation, draw, slice, event, told, channels);
            outcome = other.enough() ? other : outcome;
        }
        return outcome;
    }

    private Outcome judged(
            Imputation imputation, int draw, Interval slice, Interval event, Interval told, int... channels) {
        double[][] values = new double[raw.channelCount()][];
        TimeSeries part = raw.slice(slice.from(), slice.to());
        for (int c = 0; c < values.length; c++) {
            values[c] = part.channelValues(c);
        }
        Preparation preparation = judgement.pipeline().preparation();
        for (int channel : channels) {
            for (int row = told.from(); row < told.to(); row++) {
                int at = row - slice.from();
                values[channel][at] = preparation.toRaw(channel, imputation.value(draw, channel, at));
            }
        }
        TimeSeries repaired =
                TimeSeries.wrap(raw.name(), part.time(), raw.schema().channels(), values);
        Judgement again = judgement.pipeline().judge(repaired, context);
        double probability = 0;
        for (int row = event.from(); row < event.to(); row++) {
            double posterior = again.posterior(row - slice.from());
            probability = posterior > probability ? posterior : probability; // not a number in the warm-up
        }
        return new Outcome(told, slice, imputation, draw, !isEvent(again, slice, event), probability, channels);
    }

    /** Whether rows are in an event of a judgement of a slice. */
    private boolean isEvent(Judgement ofSlice, Interval slice, Interval rows) {
        Interval there = new Interval(rows.from() - slice.from(), rows.to() - slice.from());
        return ofSlice.rows().episodes(budget, policy).stream()
                .map(Episode::rows)
                .anyMatch(there::overlaps);
    }

    private Counterfactual told(Event event, Outcome outcome) {
        List<Counterfactual.Course> courses = new ArrayList<>();
        for (int channel : outcome.channels()) {
            courses.add(course(channel, outcome));
        }
        return new Counterfactual(
                outcome.told(), courses, outcome.enough(), outcome.probability(), sentence(event, outcome));
    }

    private Counterfactual.Course course(int channel, Outcome outcome) {
        int length = outcome.told().length();
        int first = outcome.told().from() - outcome.slice().from();
        double[] shares = {0.5, 0.1, 0.9, 0.025, 0.975};
        double[][] told = new double[shares.length + 1][length];
        Preparation preparation = judgement.pipeline().preparation();
        for (int i = 0; i < length; i++) {
            for (int s = 0; s < shares.length; s++) {
                told[s][i] = preparation.toRaw(channel, outcome.imputation().quantile(channel, first + i, shares[s]));
            }
            told[shares.length][i] =
                    preparation.toRaw(channel, outcome.imputation().value(outcome.draw(), channel, first + i));
        }
        return new Counterfactual.Course(channel, told[0], told[1], told[2], told[3], told[4], told[5]);
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
                outcome.probability(),
                event.episode().probability());
        String of = channels.length + " of " + raw.channelCount() + " channels";
        return outcome.enough()
                ? "With the normal course of " + whose + " (" + of + ") and all else as it was, this is no event: "
                        + how + "."
                : "The normal course of " + whose + " (" + of + ") alone does not make this normal: " + how + ".";
    }
}
