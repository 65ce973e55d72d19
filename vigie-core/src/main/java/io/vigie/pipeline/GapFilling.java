package io.vigie.pipeline;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.impute.FittedImputer;
import io.vigie.detect.impute.ImputationMethod;
import io.vigie.detect.impute.Interpolation;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.prepare.ScaleRule;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills the gaps of raw series: prepares them, tells the missing values by a method that has learned what is normal, and gives
 * them back in the user's units. Immutable and thread-safe.
 *
 * <pre>{@code
 * try (GapFilling filling = GapFilling.fit(ImputationMethods.parse("imdiffusion"), plant, PreparationOptions.defaults(), context)) {
 *     FilledSeries filled = filling.fill(plant, 50, context);
 * }
 * }</pre>
 */
public final class GapFilling implements AutoCloseable {
    private static final int SHORTEST_STRETCH = 256; // rows
    private static final double ENOUGH = 0.5; // share of the rows

    private final Preparation preparation;
    private final Imputer imputer;
    private final List<String> notes;
    private final Runnable closing;

    private GapFilling(Preparation preparation, Imputer imputer, List<String> notes, Runnable closing) {
        this.preparation = preparation;
        this.imputer = imputer;
        this.notes = List.copyOf(notes);
        this.closing = closing;
    }

    /** As {@link #fit(ImputationMethod, TrainingSet.Item, PreparationOptions, RunContext)}, of a series without labels. */
    public static GapFilling fit(
            ImputationMethod method, TimeSeries raw, PreparationOptions options, RunContext context) {
        Labels unknown = Labels.all(Labels.State.UNKNOWN, raw.length());
        return fit(method, new TrainingSet.Item(raw, unknown), options, context);
    }

    /**
     * Learns from a series with gaps. Rows within gaps that the preparation does not bridge ({@link PreparationOptions#maxGap})
     * are not learned from, unless that would leave less than half of the rows or no stretch of 256; then all rows are, gaps
     * bridged by straight lines. Rows labelled anomalous are not learned from either, but by methods that learn from labels.
     *
     * @throws io.vigie.series.BadInputException if the series cannot be learned from
     */
    public static GapFilling fit(
            ImputationMethod method, TrainingSet.Item raw, PreparationOptions options, RunContext context) {
        Preparation preparation = Preparation.fit(TrainingSet.of(List.of(raw)), options, context);
        List<String> notes = new ArrayList<>();
        TrainingSet train = train(preparation, raw.series(), raw.labels(), notes, context);
        FittedImputer fitted = method.fit(train, context);
        notes.addAll(fitted.notes());
        return new GapFilling(preparation, fitted, notes, fitted::close);
    }

    /**
     * With what a fitted pipeline has learned: by its detector, or where that does not fill gaps, by what tells its
     * {@linkplain FittedPipeline#counterfactuals counterfactuals}. Closing it leaves the pipeline open.
     *
     * @throws OptionException if neither fills gaps
     */
    public static GapFilling of(FittedPipeline pipeline) {
        Imputer imputer = pipeline.detector()
                .imputer()
                .or(() -> pipeline.counterfactuals().flatMap(FittedDetector::imputer))
                .orElseThrow(() -> new OptionException("the model's detector, '"
                        + pipeline.detector().detector().id()
                        + "', cannot fill gaps, and it was fitted without --counterfactuals; fit one that can, such as"
                        + " imdiffusion, or fit it with --counterfactuals"));
        return new GapFilling(pipeline.preparation(), imputer, List.of(), () -> {});
    }

    private static TrainingSet train(
            Preparation preparation, TimeSeries raw, Labels labels, List<String> notes, RunContext context) {
        TimeSeries prepared = preparation.apply(raw);
        List<Interval> stretches = outsideOfLongGaps(preparation, raw);
        int rows = raw.length();
        int out = rows - stretches.stream().mapToInt(Interval::length).sum();
        int longest = stretches.stream().mapToInt(Interval::length).max().orElse(0);
        if (out == 0) {
            return TrainingSet.of(prepared, labels);
        }
        if (rows - out >= ENOUGH * rows && longest >= Math.min(rows, SHORTEST_STRETCH)) {
            notes.add(out + " of " + rows + " rows are in gaps of more than "
                    + preparation.options().maxGap() + " rows and were not learned from");
            return TrainingSet.of(stretches.stream()
                    .map(stretch -> new TrainingSet.Item(
                            prepared.slice(stretch.from(), stretch.to()), labels.slice(stretch.from(), stretch.to())))
                    .toList());
        }
        notes.add(out + " of " + rows + " rows are in gaps of more than "
                + preparation.options().maxGap() + " rows: too many to be left out, so straight lines through them were"
                + " learned from too");
        TimeSeries bridged = Interpolation.LINEAR
                .impute(prepared, missing(preparation, raw), 1, context)
                .expected();
        return TrainingSet.of(bridged, labels);
    }

    /** Stretches of rows outside of gaps that the preparation does not bridge; channels never measured have none. */
    private static List<Interval> outsideOfLongGaps(Preparation preparation, TimeSeries raw) {
        boolean[] within = new boolean[raw.length()];
        for (boolean[] channel : missing(preparation, raw)) {
            for (Interval gap : Labels.ofBinary(channel).anomalies()) { // labels for their runs alone
                if (gap.length() > preparation.options().maxGap()) {
                    Arrays.fill(within, gap.from(), gap.to(), true);
                }
            }
        }
        return Labels.ofBinary(within).notAnomalous();
    }

    /** Cells that can be filled: missing, of channels that were ever measured. */
    private static boolean[][] missing(Preparation preparation, TimeSeries raw) {
        boolean[][] missing = new boolean[raw.channelCount()][raw.length()];
        for (int c = 0; c < missing.length; c++) {
            boolean known = preparation.scaleRule(c) != ScaleRule.SILENT;
            for (int row = 0; known && row < raw.length(); row++) {
                missing[c][row] = raw.isMissing(c, row);
            }
        }
        return missing;
    }

    /**
     * Fills every missing value of a series; channels that were never measured when learning stay missing.
     *
     * @param draws of each value, at least 1
     * @throws io.vigie.series.BadInputException if the channels differ or the series is too short for the method
     */
    public FilledSeries fill(TimeSeries raw, int draws, RunContext context) {
        TimeSeries prepared = preparation.apply(raw);
        Imputation imputation = imputer.impute(prepared, missing(preparation, raw), draws, context);
        return new FilledSeries(raw, preparation, imputation);
    }

    /** What a user should know of what was learned; empty where all is well. */
    public List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        closing.run();
    }
}
