package io.vigie.deep.flow;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;

/** What detectors share whose density is a flow over the principal components of windows. */
interface PrincipalPlan extends ComponentPlan {
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

    @Override
    default WindowDensity density(TrainingWindows windows) {
        return PrincipalFlow.of(this, components(), this::flow, windows);
    }

    @Override
    default WindowDensity density(int channels, ModelReader in) {
        return PrincipalFlow.read(this, this::flow, channels, in);
    }
}
