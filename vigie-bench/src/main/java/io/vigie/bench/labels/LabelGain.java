package io.vigie.bench.labels;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.protocol.LabelWindow;
import io.vigie.bench.run.Contestant;
import io.vigie.bench.run.RunScores;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures a detector on the same rows after different {@link Teaching}. */
public final class LabelGain {
    private LabelGain() {}

    /**
     * One figure. The scale of the channels is that of the train part whatever else is taught, so that only what is learned
     * differs.
     *
     * @param contestant the detector, under the name that the figure has it by
     */
    public static LabelFigure of(
            String set, LabelTask task, Teaching teaching, Contestant contestant, int labelled, RunContext context) {
        BenchmarkSeries series = task.series();
        TimeSeries train = series.train();
        Preparation preparation = Preparation.fit(TrainingSet.of(train), PreparationOptions.defaults(), context);
        List<TrainingSet.Item> items = new ArrayList<>();
        items.add(new TrainingSet.Item(train, Labels.all(Labels.State.UNKNOWN, train.length())));
        items.addAll(teaching.of(task.inspected()));
        try (FittedDetector fitted = contestant.detector().fit(preparation.apply(TrainingSet.of(items)), context)) {
            Scores scores = fitted.score(preparation.apply(series.scored()), context);
            Map<String, Double> metrics = LabelWindow.metrics(
                    series,
                    new RunScores(scores, () -> scores).scored(),
                    LabelWindow.of(series, WindowLengthRule.RULE_2026));
            return new LabelFigure(
                    set,
                    series.name(),
                    contestant.label(),
                    labelled,
                    context.seed(),
                    teaching.label(),
                    metrics.getOrDefault("VUS-PR", Double.NaN),
                    metrics.getOrDefault("AUC-ROC", Double.NaN));
        }
    }
}
