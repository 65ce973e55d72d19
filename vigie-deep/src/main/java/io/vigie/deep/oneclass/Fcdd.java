package io.vigie.deep.oneclass;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
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
 * A heat map over channels and time: how surely a network tells each cell of a window from a normal one. It learns from
 * outliers that are planted into train windows (spikes, shifts, drifts, bursts of noise, frozen and stuck channels, swapped and
 * foreign ones; {@link OutlierKind}) and, where rows are labelled anomalous, from those too: one is enough to begin with.
 * The score of a row is the sum over channels of its heat, averaged over the windows that cover the row.
 *
 * <p>Liznerski et al., Explainable deep one-class classification, ICLR 2021, equations 2, 3 and 5: heat is the pseudo-Huber
 * loss {@code sqrt(h^2 + 1) - 1} of what the last layer gives; it is made small for normal cells, and
 * {@code -log(1 - exp(-heat))} of the mean heat is made small for planted ones. On series the network is convolutional over
 * time with as many rows as it reads, the first and last repeated beyond the ends, so the heat map needs no upsampling; a
 * cell is told by the {@value FcddNetwork#FIELD} rows about it (fewer beyond a window's end) of all channels. We differ in
 * two points: the cells that a planted outlier changed are known, so they are told channel by channel; and of a labelled
 * window only the labelled rows count, by the sum over channels, as labels name no channel and rows beside them are less
 * sure.
 *
 * <p>Complexity: fit O(steps x batch x window x parameters), score O(rows x window / stride x parameters).
 */
public record Fcdd(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "32", description = "Channels of the convolutions, at least 1.")
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
                value = "5",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "600", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "3e-3", description = "Highest learning rate, above 0.")
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

    public Fcdd {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("planted", planted, 0, 1);
    }

    /** Windows of 64 rows, an outlier in every second. */
    public Fcdd() {
        this(64, 32, 0.5, 0.05, 5, 600, 3e-3, 16, 1, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "fcdd";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How surely a network tells a value from normal ones, having seen planted and labelled anomalies",
                "Liznerski et al. 2021");
    }

    @Override
    public boolean learnsFromAnomalies() {
        return true;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.HEAT;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new FcddNetwork(this, range.channels(), LabelledWindows.NONE);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        TrainingWindows windows = FittedCells.windows(this, train);
        LabelledWindows labelled = LabelledWindows.of(train, window);
        FcddNetwork network = new FcddNetwork(this, windows.channels(), labelled);
        return FittedCells.fit(
                this, model(ChannelRange.of(windows)), network, windows, train.schema(), labelled.told(), context);
    }
}
