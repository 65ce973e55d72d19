package io.vigie.cli;

import io.vigie.bench.data.RepairTask;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.Event;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Measures counterfactuals: are they no events, how much do they change, and how near the truth are they. */
final class RepairQuality {
    private static final int DRAWS = 20; // of normal rows before an event

    private final RepairTask task;
    private final Judgement judgement;
    private final RunContext context;
    private int told;
    private int enough;
    private double channels;
    private double squares;
    private int cells;
    private double squaresOutside;
    private int cellsOutside;
    private int within80;
    private int within95;
    private int banded;

    private RepairQuality(RepairTask task, Judgement judgement, RunContext context) {
        this.task = task;
        this.judgement = judgement;
        this.context = context;
    }

    /** Fits a pipeline that tells counterfactuals on one series and measures those of all its events. */
    static RepairFigure of(RepairTask task, Pipeline pipeline, RunContext context) {
        try (FittedPipeline fitted = pipeline.fit(TrainingSet.of(task.train()), context)) {
            return new RepairQuality(task, fitted.judge(task.judged(), context), context).measure();
        }
    }

    private RepairFigure measure() {
        FalseAlarmBudget budget = judgement.rows().defaultBudget();
        List<Event> events = judgement.events(budget).stream()
                .filter(event -> touched(event.episode().rows()))
                .toList();
        for (Event event : events) {
            Optional<Counterfactual> found =
                    judgement.counterfactual(event, budget, judgement.rows().policy(), context);
            if (found.isPresent()) {
                told++;
                enough += found.get().enough() ? 1 : 0;
                channels +=
                        (double) found.get().courses().size() / task.judged().channelCount();
                task.clean().ifPresent(clean -> compare(found.get(), clean));
            }
        }
        return new RepairFigure(
                task.name(),
                events.size(),
                told,
                enough,
                channels / told,
                Math.sqrt(squares / cells),
                Math.sqrt(squaresOutside / cellsOutside),
                (double) within80 / banded,
                (double) within95 / banded);
    }

    private boolean touched(Interval rows) {
        return task.planted().isEmpty()
                || task.planted().get().anomalies().stream().anyMatch(rows::overlaps);
    }

    private void compare(Counterfactual found, TimeSeries clean) {
        Labels planted = task.planted().orElseThrow();
        Interval rows = found.rows();
        Interval before = new Interval(Math.max(0, rows.from() - rows.length()), rows.from());
        boolean[][] hidden = new boolean[clean.channelCount()][clean.length()];
        for (Counterfactual.Course course : found.courses()) {
            int channel = course.channel();
            double noise = judgement.pipeline().preparation().sensorNoise(channel);
            for (int i = 0; i < rows.length(); i++) {
                int row = rows.from() + i;
                if (!planted.isAnomalous(row) || clean.isMissing(channel, row)) {
                    continue;
                }
                double truth = clean.value(channel, row);
                banded++;
                within80 += course.low80()[i] <= truth && truth <= course.high80()[i] ? 1 : 0;
                within95 += course.low95()[i] <= truth && truth <= course.high95()[i] ? 1 : 0;
                if (noise > 0) {
                    squares += Math.pow((course.expected()[i] - truth) / noise, 2);
                    cells++;
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
                    squaresOutside += Math.pow((expected - series.value(channel, row)) / noise, 2);
                    cellsOutside++;
                }
            }
        }
    }
}
