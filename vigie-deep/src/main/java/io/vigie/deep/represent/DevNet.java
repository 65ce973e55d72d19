package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.oneclass.LabelledWindows;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.deep.window.FittedCells;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/**
 * How far above that of normal windows the score of a window lies, in standard deviations, by a network that learned so from
 * planted outliers and, where rows are labelled anomalous, from those too, from one anomaly on. How it learns is told at
 * {@link Deviation}. The score of a row is {@code log(1 + exp(deviation))}, which is the deviation where that is large and never
 * below 0, averaged over the windows that cover the row.
 *
 * <p>A deviation belongs to a window, not to its cells: all rows of a window share it. Channels share it by what of it goes
 * when they are replaced by their usual value ({@link io.vigie.deep.window.Occlusion}); shares are at least 0 and add up.
 *
 * <p>Complexity: fit O(steps x batch x window x parameters), score O(rows x channels x window / stride x parameters).
 */
public record DevNet(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "32", description = "Channels of the convolutions, and features of a window; at least 1.")
        int hidden,

        @Option(
                value = "0.5",
                description = "Share of the train windows into which an outlier is planted, above 0, at most 1.")
        double planted,

        @Option(
                value = "0.05",
                description = "Least deviation that makes a planted outlier, in scale units: finer is noise; above 0.")
        double noiseFloor,

        @Option(
                value = "10",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "600", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "16", description = "Rows from window to window when scoring, 1 to the window; causal takes 1.")
        int stride,

        @Option(value = "1", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "centred",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {

    public DevNet {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("planted", planted, 0, 1);
    }

    /** Windows of 64 rows, an outlier in every second. */
    public DevNet() {
        this(64, 32, 0.5, 0.05, 10, 600, 2e-3, 16, 1, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "devnet";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How many deviations a network puts a window above normal ones, having seen planted and labelled anomalies",
                "Pang et al., KDD 2019");
    }

    @Override
    public boolean learnsFromAnomalies() {
        return true;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.DEVIATION;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new DeviationCells(network(range.channels(), LabelledWindows.NONE), window);
    }

    private DeviationNetwork network(int channels, LabelledWindows labelled) {
        return new DeviationNetwork(id(), new DeviationSettings(hidden, planted, noiseFloor), channels, labelled);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        TrainingWindows windows = FittedCells.windows(this, train);
        LabelledWindows labelled = LabelledWindows.of(train, window);
        DeviationNetwork network = network(windows.channels(), labelled);
        return FittedCells.fit(
                this, model(ChannelRange.of(windows)), network, windows, train.schema(), labelled.told(), context);
    }
}
