package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The density of windows: a flow over their principal components, and isotropic noise beyond those. Its statistics are those
 * of {@link PrincipalAxes#evidence}.
 */
final class PrincipalFlow implements WindowDensity {
    private final String name;
    private final int window;
    private final double jitter;
    private final double trim;
    private final PrincipalAxes axes;
    private final Flow flow;

    private PrincipalFlow(DensityPlan detector, PrincipalAxes axes, Flow flow) {
        this.name = detector.id();
        this.window = detector.window();
        this.jitter = detector.jitter();
        this.trim = detector.trim();
        this.axes = axes;
        this.flow = flow;
    }

    /**
     * Over the principal axes of the train windows.
     *
     * @param components most of them
     * @param flow for a number of dimensions
     */
    static PrincipalFlow of(DensityPlan detector, int components, IntFunction<Flow> flow, TrainingWindows windows) {
        PrincipalAxes axes = PrincipalAxes.of(windows, components, detector.jitter() * detector.jitter());
        return new PrincipalFlow(detector, axes, flow.apply(axes.components()));
    }

    /** What {@link #write} wrote. */
    static PrincipalFlow read(DensityPlan detector, IntFunction<Flow> flow, int channels, ModelReader in) {
        PrincipalAxes axes = PrincipalAxes.read(in.section("axes"), channels * detector.window());
        return new PrincipalFlow(detector, axes, flow.apply(axes.components()));
    }

    @Override
    public void write(ModelWriter out) {
        axes.write(out.section("axes"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ParameterLayout layout() {
        return flow.layout();
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        if (noise == null) {
            return evidence(parameters, windows).nats().unsqueeze(1);
        }
        Tensor noisy = windows.add(Tensors.times(noise.gaussian(windows.shape()), jitter));
        return Trim.worst(evidence(parameters, noisy).nats().unsqueeze(1), trim);
    }

    @Override
    public void adapt(float[] initial, Tensor windows) {
        flow.adapt(initial, axes.project(axes.centred(windows)));
    }

    @Override
    public int statistics() {
        return axes.statistics();
    }

    @Override
    public int channelParts() {
        return axes.hasParts() ? axes.size() / window : 0;
    }

    @Override
    public double leastPart() {
        return axes.leastPart(jitter, window);
    }

    @Override
    public Evidence evidence(Parameters parameters, Tensor windows) {
        Tensor centred = axes.centred(windows);
        Tensor components = axes.project(centred);
        return axes.evidence(centred, components, flow.tell(parameters, components), Math.toIntExact(windows.size(1)));
    }
}
