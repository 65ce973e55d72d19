package io.vigie.cli;

import io.vigie.detect.RunContext;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NoCounterfactual;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.CounterfactualOptions;
import io.vigie.pipeline.Judgement;
import io.vigie.series.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One judged series with its events and what has to be said about it. */
final class JudgedSeries {
    private static final int MOST_COUNTERFACTUALS = 100;
    private static final int MOST_LISTED = 10; // events of a note

    private final Judgement judgement;
    private final int trainRows;
    private final FalseAlarmBudget budget;
    private final double enterPValue;
    private final EpisodePolicy policy;
    private final Optional<Labels> labels;
    private final List<Event> events;
    private final IdentityHashMap<Event, CounterfactualAnswer> counterfactuals = new IdentityHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param trainRows leading rows the model has learned from, 0 if it learned from other data
     * @param labels labels of the rows, where the data has them
     */
    JudgedSeries(Judgement judgement, int trainRows, JudgeOptions judge, Optional<Labels> labels) {
        this.judgement = judgement;
        this.trainRows = trainRows;
        this.budget = judge.budget(judgement.rows().samplingInterval());
        this.enterPValue = budget.enterPValue(
                judgement.rows().nullModel(), judge.policy(), judgement.rows().samplingInterval());
        this.policy = judge.policy();
        this.labels = labels;
        this.events = judgement.events(budget, policy);
        notes.addAll(judgement.pipeline().notes());
    }

    Judgement judgement() {
        return judgement;
    }

    int trainRows() {
        return trainRows;
    }

    FalseAlarmBudget budget() {
        return budget;
    }

    /** p-value at which an episode is entered. */
    double enterPValue() {
        return enterPValue;
    }

    Optional<Labels> labels() {
        return labels;
    }

    List<Event> events() {
        return events;
    }

    /** Finds out what the events should have looked like, those of the highest severity first; nothing unless that was learned. */
    void tellCounterfactuals(CounterfactualOptions options, RunContext context) {
        if (judgement.pipeline().counterfactuals().isEmpty()) {
            return;
        }
        List<Event> first = events.stream()
                .sorted(Comparator.comparingDouble(
                        (Event event) -> -event.episode().severity()))
                .limit(MOST_COUNTERFACTUALS)
                .toList();
        for (int i = 0; i < first.size(); i++) {
            context.progress().report("counterfactuals", (double) i / first.size());
            Event event = first.get(i);
            counterfactuals.put(event, judgement.counterfactualOrReason(event, budget, policy, options, context));
        }
        NoCounterfactual notAsked = new NoCounterfactual(
                NoCounterfactual.Reason.NOT_ASKED,
                "It is told of the " + MOST_COUNTERFACTUALS + " most severe events only.");
        events.forEach(event -> counterfactuals.putIfAbsent(event, notAsked));
        noteUntold();
        noteEvaluations();
    }

    private void noteEvaluations() {
        long evaluations = 0;
        int told = 0;
        for (CounterfactualAnswer answer : counterfactuals.values()) {
            if (answer instanceof Counterfactual one) {
                evaluations += one.evaluations();
                told++;
            }
        }
        if (evaluations > 0) {
            note(String.format(
                    Locale.ROOT,
                    "what %d event%s should have looked like took %,d evaluations of the network on a window",
                    told,
                    told == 1 ? "" : "s",
                    evaluations));
        }
    }

    /** A note for each reason. */
    private void noteUntold() {
        Map<String, List<String>> untold = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (counterfactuals.get(events.get(i)) instanceof NoCounterfactual none) {
                untold.computeIfAbsent(none.sentence(), any -> new ArrayList<>())
                        .add(Integer.toString(i + 1));
            }
        }
        untold.forEach((sentence, numbers) -> {
            int more = numbers.size() - MOST_LISTED;
            note("not told what event" + (numbers.size() > 1 ? "s " : " ")
                    + String.join(", ", numbers.subList(0, Math.min(MOST_LISTED, numbers.size())))
                    + (more > 0 ? " and " + more + " more" : "") + " should have looked like: " + sentence);
        });
    }

    /** What an event should have looked like, or why that is not told; empty unless it was asked for. */
    Optional<CounterfactualAnswer> counterfactual(Event event) {
        return Optional.ofNullable(counterfactuals.get(event));
    }

    /** Events that reach beyond the rows the model has learned from. */
    int eventsAfterTrain() {
        return (int) events.stream()
                .filter(event -> event.episode().rows().to() > trainRows)
                .count();
    }

    void note(String note) {
        notes.add(note);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }
}
