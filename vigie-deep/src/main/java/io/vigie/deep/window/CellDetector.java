package io.vigie.deep.window;

import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Alignment;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import java.util.Set;

/**
 * Options of a detector that scores rows by the cells of the windows that cover them: the sum over channels of a row's
 * cells, averaged over those windows. What all of them can be told is here; records have it as components.
 */
public interface CellDetector extends Detector {
    /** Rows of a window. */
    int window();

    /** Rows from window to window when scoring, at most {@link #window}; causal windows end at every row. */
    int stride();

    /** Whether a row is scored by all windows that cover it, or by the one that ends at it. */
    Alignment alignment();

    /** Rows over which scores of rows are averaged. */
    int smoothing();

    /** What is made of the likelihood of a row: nothing, by default, or {@link Correction#ACTIVITY}. */
    default Correction correction() {
        return Correction.NONE;
    }

    /** Least deviation that is told apart from rounding, in scale units. */
    double noiseFloor();

    /** Passes over the train windows. */
    int epochs();

    /** Most updates of the weights. */
    int maxSteps();

    /** Highest learning rate. */
    double learningRate();

    /** What the cells count. */
    CellUnit unit();

    /** The network for channels of some range; the same options and range give the same architecture. */
    CellModel model(ChannelRange range);

    /** The network whose parameters a file holds: that of any fit unless what was learned from decides on it. */
    default CellModel saved(ChannelRange range, ModelReader parameters) {
        return model(range);
    }

    /** Checks the options that are above. */
    static void check(
            int window, int stride, int smoothing, double noiseFloor, int epochs, int maxSteps, double learningRate) {
        Limits.atLeast("window", window, 1);
        Limits.atLeast("stride", stride, 1);
        if (stride > window) {
            throw new OptionException("stride is " + stride + "; use at most the window, " + window
                    + ", or rows between windows have no score");
        }
        Limits.atLeast("smoothing", smoothing, 1);
        Limits.above("noise-floor", noiseFloor, 0, 100);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }

    /** How scores of rows are averaged. */
    default WindowScores smoothed() {
        return WindowScores.ofRows(smoothing(), WindowAggregation.AVERAGE, alignment());
    }

    /** Rows of future that the score of a row needs. */
    default int delay() {
        return (alignment() == Alignment.CAUSAL ? 0 : window() - 1) + smoothed().delay();
    }

    /** The promises of such a detector. */
    default Descriptor described(String summary, String reference, AnomalyKind... blindSpots) {
        return new Descriptor(summary, reference, unit().label(), delay(), true, true, false, true, Set.of(blindSpots));
    }

    @Override
    default FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        return FittedCells.fit(this, train, context);
    }
}
