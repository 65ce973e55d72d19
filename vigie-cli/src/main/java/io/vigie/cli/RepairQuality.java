package io.vigie.cli;

import io.vigie.bench.data.RepairTask;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.Event;
import io.vigie.judge.Episode;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.CounterfactualOptions;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Measures counterfactuals: are they no events, how much do they change, and how near the truth are they. */
final class RepairQuality {
    private static final int DRAWS = 20; // of normal rows before an event

    private final RepairTask task;
    private final Judgement judgement;
    private final CounterfactualOptions options;
    private final RunContext context;
    private int told;
    private int enough;
    private int elsewhere;
    private double channels;
    private double most;
    private int abnormal;
    private final RootMeanSquare error = new RootMeanSquare();
    private final BesideErrors beside = new BesideErrors();
    private final BesideErrors window = new BesideErrors();
    private final RootMeanSquare outside = new RootMeanSquare();
    private int within80;
    private int within95;
    private int banded;

    private static final class RootMeanSquare {
        private double squares;
        private int count;

        void add(double value) {
            squares += value * value;
            count++;
        }

        double value() {
            return Math.sqrt(squares / count);
        }
    }

    /** Of all events, and of those whose truth is none. */
    private static final class BesideErrors {
        private final RootMeanSquare all = new RootMeanSquare();
        private final RootMeanSquare normal = new RootMeanSquare();

        void add(double value, boolean truthIsEvent) {
            all.add(value);
            if (!truthIsEvent) {
                normal.add(value);
            }
        }
    }

    private RepairQuality(RepairTask task, Judgement judgement, CounterfactualOptions options, RunContext context) {
        this.task = task;
        this.judgement = judgement;
        this.options = options;
        this.context = context;
    }

    /** Fits a pipeline that tells counterfactuals on one series and measures those of all its events. */
    static RepairFigure of(RepairTask task, Pipeline pipeline, CounterfactualOptions options, RunContext context) {
        try (FittedPipeline fitted = pipeline.fit(TrainingSet.of(task.train()), context)) {
            return new RepairQuality(task, fitted.judge(task.judged(), context), options, context).measure();
        }
    }

    private RepairFigure measure() {
        FalseAlarmBudget budget = judgement.rows().defaultBudget();
        List<Event> events = judgement.events(budget).stream()
                .filter(event -> touched(event.episode().rows()))
                .toList();
        List<Interval> clean = task.clean().stream()
                .flatMap(truth -> judgement.pipeline().judge(truth, context).rows().episodes(budget).stream())
                .map(Episode::rows)
                .toList();
        for (Event event : events) {
            Optional<Counterfactual> found =
                    judgement.counterfactual(event, budget, judgement.rows().policy(), options, context);
            if (found.isPresent()) {
                told++;
                enough += found.get().enough() ? 1 : 0;
                elsewhere += found.get().enough() && found.get().elsewhere() ? 1 : 0;
                double share =
                        (double) found.get().courses().size() / task.judged().channelCount();
                channels += share;
                most = Math.max(most, share);
                boolean truthIsEvent = clean.stream().anyMatch(event.episode().rows()::overlaps);
                abnormal += truthIsEvent ? 1 : 0;
                task.clean().ifPresent(truth -> {
                    comparePlanted(found.get(), truth);
                    compareBeside(found.get(), truth, truthIsEvent);
                });
            }
        }
        return new RepairFigure(
                task.name(),
                events.size(),
                told,
                enough,
                elsewhere,
                channels / told,
                told > 0 ? most : Double.NaN,
                error.value(),
                beside.all.value(),
                abnormal,
                beside.normal.value(),
                window.all.value(),
                window.normal.value(),
                outside.value(),
                (double) within80 / banded,
                (double) within95 / banded);
    }

    private boolean touched(Interval rows) {
        return task.planted().isEmpty()
                || task.planted().get().anomalies().stream().anyMatch(rows::overlaps);
    }

    /** How far the repaired window is from the truth where nothing was planted. */
    private void compareBeside(Counterfactual found, TimeSeries clean, boolean truthIsEvent) {
        Map<Integer, Counterfactual.Course> courses =
                found.courses().stream().collect(Collectors.toMap(Counterfactual.Course::channel, Function.identity()));
        Interval rows = found.rows();
        for (int channel = 0; channel < clean.channelCount(); channel++) {
            double noise = judgement.pipeline().preparation().sensorNoise(channel);
            Counterfactual.Course course = courses.get(channel);
            for (int row = rows.from(); row < rows.to() && noise > 0; row++) {
                double truth = clean.value(channel, row);
                if (task.judged().value(channel, row) != truth) { // planted, or not measured
                    continue;
                }
                double wrong = course == null ? 0 : (course.judged()[row - rows.from()] - truth) / noise;
                window.add(wrong, truthIsEvent);
                if (course != null) {
                    beside.add(wrong, truthIsEvent);
                }
            }
        }
    }

    private void comparePlanted(Counterfactual found, TimeSeries clean) {
        Labels planted = task.planted().orElseThrow();
        Interval rows = found.rows();
        Interval before = new Interval(Math.max(0, rows.from() - rows.length()), rows.from());
        boolean[][] hidden = new boolean[clean.channelCount()][clean.length()];
        for (Counterfactual.Course course : found.courses()) {
            int channel = course.channel();
            double noise = judgement.pipeline().preparation().sensorNoise(channel);
            for (int i = 0; i < rows.length(); i++) {
                int row = rows.from() + i;
                if (clean.isMissing(channel, row)) {
                    continue;
                }
                double truth = clean.value(channel, row);
                if (!planted.isAnomalous(row)) {
                    continue;
                }
                banded++;
                within80 += course.low80()[i] <= truth && truth <= course.high80()[i] ? 1 : 0;
                within95 += course.low95()[i] <= truth && truth <= course.high95()[i] ? 1 : 0;
                if (noise > 0) {
                    error.add((course.expected()[i] - truth) / noise);
                }
            }
            Arrays.fill(hidden[channel], before.from(), before.to(), true);
        }
        outside(found, before, hidden);
    }

    /** Tells the same channels over normal rows before the event, as far as nothing was planted there. */
    private void outside(Counterfactual found, Interval before, boolean[][] hidden) {
        Imputer imputer =
                judgement.pipeline().counterfactuals().orElseThrow().imputer().orElseThrow();
        Imputation imputation = imputer.impute(judgement.prepared(), hidden, DRAWS, context);
        Labels planted = task.planted().orElseThrow();
        TimeSeries series = task.judged();
        for (Counterfactual.Course course : found.courses()) {
            int channel = course.channel();
            double noise = judgement.pipeline().preparation().sensorNoise(channel);
            for (int row = before.from(); row < before.to() && noise > 0; row++) {
                if (!planted.isAnomalous(row) && !series.isMissing(channel, row)) {
                    double expected =
                            judgement.pipeline().preparation().toRaw(channel, imputation.quantile(channel, row, 0.5));
                    outside.add((expected - series.value(channel, row)) / noise);
                }
            }
        }
    }
}
