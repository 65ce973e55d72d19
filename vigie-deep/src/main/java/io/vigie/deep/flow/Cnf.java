package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * The density of windows under a continuous normalizing flow: an ordinary differential equation carries windows to normal
 * noise, and the divergence of its velocity field, added up on the way, is the log volume change (Chen et al., Neural ordinary
 * differential equations, NeurIPS 2018; Grathwohl et al., FFJORD, ICLR 2019).
 *
 * <p>The field learns by flow matching (Lipman et al., ICLR 2023) with minibatch optimal transport (Tong et al., TMLR 2024),
 * which solves no equation: a step costs what one of a small regression does. The training loss, also the one that weights
 * are chosen by, is the error of velocities, no likelihood; so there is no {@code trim} as in {@link Maf}: the error of a
 * window does not tell how probable it is. The likelihood is found when windows are scored, by an adaptive solver with steps
 * for each window; how many evaluations of the field that takes is in the notes of a fit. {@code components}, {@code jitter}
 * and {@link Correction} are as in {@link Maf}.
 *
 * <p>The divergence is exact by default. With {@code probes} it is Hutchinson's estimate along so many fixed random
 * directions, the same for every window: for a field of two hidden layers that is no faster, see {@link VelocityField}, and
 * there to see what an estimate costs in exactness.
 *
 * <p>Complexity: fit O(steps x batch x (window x channels x components + 64^2 + hidden x (hidden + components))) after one
 * eigenvalue decomposition; score O(window x channels x components + evaluations x hidden x (hidden + components)) a window.
 */
public record Cnf(
        @Option(value = "16", description = "Rows of a window, at least 1; with one channel at least 2.")
        int window,

        @Option(value = "32", description = "Most principal components of windows the flow is over, at least 2.")
        int components,

        @Option(value = "64", description = "Units of the two hidden layers of the velocity field, at least 1.")
        int hidden,

        @Option(value = "0.05", description = "Deviation of the noise added while learning, in scale units; above 0.")
        double jitter,

        @Option(
                value = "1e-3",
                description = "Error of a solver's step, in deviations of a component and in nats; 1e-6 to 0.1.")
        double tolerance,

        @Option(value = "0", description = "Random directions that estimate the divergence; 0 makes it exact.")
        int probes,

        @Option(
                value = "20",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "3000", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "3e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "parts", description = "What is made of the likelihood of a window.")
        Correction correction,

        @Option(
                value = "32",
                description =
                        "Rows over which scores of rows are averaged further, at least 1; not with aggregation=last.")
        int smoothing,

        @Option(value = "maximum", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements ComponentPlan {

    public Cnf {
        Limits.atLeast("window", window, 1);
        Limits.atLeast("components", components, 2);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("jitter", jitter, 0, 100);
        Limits.within("tolerance", tolerance, 1e-6, 0.1);
        Limits.atLeast("probes", probes, 0);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
        Limits.atLeast("smoothing", smoothing, 1);
    }

    /** Windows of 16 rows, 32 components, 64 units. */
    public Cnf() {
        this(
                16,
                32,
                64,
                0.05,
                1e-3,
                0,
                20,
                3000,
                3e-3,
                Correction.PARTS,
                32,
                WindowAggregation.MAXIMUM,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "cnf";
    }

    @Override
    public Descriptor descriptor() {
        return describe("How improbable a window is under a continuous normalizing flow", "Lipman et al. 2023");
    }

    /** None: the loss of a window does not tell how probable it is. */
    @Override
    public double trim() {
        return 0;
    }

    @Override
    public WindowDensity density(TrainingWindows windows) {
        return ContinuousFlow.of(this, windows);
    }

    @Override
    public WindowDensity density(int channels, ModelReader in) {
        return ContinuousFlow.read(this, channels, in);
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(Cnf detector, SeriesSchema schema, ModelReader in) {
        return ComponentPlan.read(detector, schema, in);
    }
}
