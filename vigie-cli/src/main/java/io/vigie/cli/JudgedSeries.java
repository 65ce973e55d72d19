package io.vigie.cli;

import io.vigie.explain.Event;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.Judgement;
import io.vigie.series.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One judged series with its events and what has to be said about it. */
final class JudgedSeries {
    private final Judgement judgement;
    private final int trainRows;
    private final FalseAlarmBudget budget;
    private final double enterPValue;
    private final Optional<Labels> labels;
    private final List<Event> events;
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
        this.labels = labels;
        this.events = judgement.events(budget, judge.policy());
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
