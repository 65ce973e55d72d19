package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Device;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The density of windows whose principal components, each at unit variance, are carried from standard normal noise along a
 * {@link VelocityField}.
 *
 * <p>The field learns by regression and nothing is solved while it does (Lipman et al., Flow matching for generative
 * modeling, ICLR 2023): at a random time on the straight line from a noise vector to a window the velocity should be the
 * window less the noise. Noise and windows are paired so that the lines are short in all (Tong et al., Improving and
 * generalizing flow-based generative models with minibatch optimal transport, TMLR 2024): then lines cross less, the regression
 * has less variance and the solver takes longer steps.
 */
final class ContinuousFlow extends PrincipalDensity {
    private static final long FIXED = 20_230_501; // any: seeds what must be the same whenever it is drawn

    private final float[] deviations; // of components, with the jitter
    private final VelocityField field;
    private final DormandPrince solver;
    private final Probes probes;

    private ContinuousFlow(Cnf detector, PrincipalAxes axes, float... deviations) {
        super(detector, axes);
        int dimension = axes.components();
        this.deviations = deviations;
        this.field = new VelocityField(dimension, detector.hidden());
        this.solver = new DormandPrince(detector.tolerance());
        this.probes = detector.probes() == 0
                ? Probes.exact(dimension)
                : Probes.hutchinson(dimension, detector.probes(), FIXED);
    }

    /** Over the principal axes of the train windows. */
    static ContinuousFlow of(Cnf detector, TrainingWindows windows) {
        double noise = detector.jitter() * detector.jitter();
        PrincipalAxes axes = PrincipalAxes.of(windows, detector.components(), noise);
        float[] values = windows.spreadTrain(PrincipalAxes.MOST_WINDOWS);
        return new ContinuousFlow(detector, axes, axes.deviations(values, noise));
    }

    /** What {@link #write} wrote. */
    static ContinuousFlow read(Cnf detector, int channels, ModelReader in) {
        PrincipalAxes axes = readAxes(detector, channels, in);
        return new ContinuousFlow(detector, axes, in.floats("deviations", axes.components()));
    }

    @Override
    public void write(ModelWriter out) {
        super.write(out);
        out.tensor("deviations", deviations, deviations.length);
    }

    @Override
    public ParameterLayout layout() {
        return field.layout();
    }

    private Tensor unit(Tensor components) {
        return components.div(Tensors.like(components, deviations, deviations.length));
    }

    /** Mean square of the error of velocities, over the components. Where it is measured, the draws are always the same. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        int count = Math.toIntExact(windows.size(0));
        Device device = windows.is_cuda() ? Device.CUDA : Device.CPU;
        Noise drawn = noise == null ? new Noise(FIXED, device) : noise;
        Tensor components = axes.project(axes.centred(windows));
        // axes are orthonormal: noise of a window's values is the same noise of its components
        Tensor data = unit(components.add(Tensors.times(drawn.gaussian(components.shape()), jitter)));
        Tensor base = Assignment.paired(data, drawn.gaussian(components.shape()));
        Tensor times = Tensors.like(data, drawn.spread(count), count, 1);
        Tensor wanted = data.sub(base);
        Tensor found = field.velocity(parameters, base.addcmul(times, wanted), times);
        return found.sub(wanted).square().mean(new long[] {1}, true, new ScalarTypeOptional());
    }

    @Override
    public Evidence evidence(Parameters parameters, Tensor windows) {
        Tensor centred = axes.centred(windows);
        Tensor components = axes.project(centred);
        Tensor ends = solve(parameters, components).states();
        Tensor latent = ends.narrow(1, 0, deviations.length);
        double scaling = 0;
        for (float deviation : deviations) {
            scaling += Math.log(deviation);
        }
        Tensor logDeterminant = Tensors.plus(AffineCoupling.sum(ends.narrow(1, deviations.length, 1)), -scaling);
        Tensor logDensity = new GaussianBase(deviations.length)
                .logDensity(parameters, latent)
                .add(logDeterminant);
        return axes.evidence(
                centred,
                components,
                new Flow.Told(logDensity, logDeterminant, AffineCoupling.sum(latent.square())),
                Math.toIntExact(windows.size(1)));
    }

    private DormandPrince.Solved solve(Parameters parameters, Tensor components) {
        Tensor volume = components.new_zeros(new long[] {components.size(0), 1});
        return solver.solve(
                field.backward(parameters, probes), torch.cat(new TensorVector(unit(components), volume), 1));
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        DormandPrince.Solved solved = solve(parameters, axes.project(axes.centred(windows)));
        int[] evaluations = solved.evaluations();
        List<String> findings = new ArrayList<>();
        findings.add(String.format(
                Locale.ROOT,
                "the likelihood of a held-out window takes %.0f evaluations of the field on average, %d at most (%d windows)",
                Arrays.stream(evaluations).average().orElse(0),
                Arrays.stream(evaluations).max().orElse(0),
                evaluations.length));
        if (solved.inexact() > 0) {
            findings.add(String.format(
                    Locale.ROOT,
                    "%d of them needed steps shorter than %.4f, so their likelihood is less exact than the tolerance says",
                    solved.inexact(),
                    DormandPrince.LEAST_STEP));
        }
        return findings;
    }
}
