package io.vigie.deep.flow;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.Set;

/** What detectors share whose density is a flow over the principal components of windows. */
interface PrincipalPlan extends DensityPlan {
    /** Most principal components the flow is over. */
    int components();

    WindowAggregation aggregation();

    Alignment alignment();

    /** The flow over a number of components. */
    Flow flow(int dimension);

    /** Checks of the options that all have. */
    static void check(
            int window,
            int components,
            int blocks,
            int hidden,
            double jitter,
            double trim,
            double lipschitz,
            int epochs,
            int maxSteps,
            double learningRate) {
        Limits.atLeast("window", window, 1);
        Limits.atLeast("components", components, 2);
        Limits.atLeast("blocks", blocks, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("jitter", jitter, 0, 100);
        Limits.share("trim", trim);
        Limits.within("lipschitz", lipschitz, 0, 1e6);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }

    /** What all promise; a density of components has no parts that belong to channels. */
    default Descriptor describe(String summary, String reference) {
        return new Descriptor(
                summary,
                reference,
                FittedWindowDensity.UNIT,
                windowScores().delay(),
                false,
                false,
                false,
                true,
                Set.of());
    }

    @Override
    default WindowScores windowScores() {
        return WindowScores.ofWindows(window(), aggregation(), alignment());
    }

    @Override
    default FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        int channels = train.schema().channels().size();
        if (window() * channels < 2) {
            throw new OptionException("window is 1 for one channel; use at least 2");
        }
        TorchRuntime.require(context.device());
        return FittedWindowDensity.fit(
                this,
                train.schema(),
                PreparedRows.trainSegments(train, window()),
                windows -> PrincipalFlow.of(this, components(), this::flow, windows),
                context);
    }

    /** Gives back what a fitted one wrote. */
    static FittedDetector read(PrincipalPlan detector, SeriesSchema schema, ModelReader in) {
        return FittedWindowDensity.read(
                detector,
                schema,
                density -> PrincipalFlow.read(
                        detector, detector::flow, schema.channels().size(), density),
                in);
    }
}
