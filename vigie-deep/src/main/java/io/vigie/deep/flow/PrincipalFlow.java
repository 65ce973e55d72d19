package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A flow over the principal components of windows. */
final class PrincipalFlow extends PrincipalDensity {
    private final double trim;
    private final Flow flow;

    private PrincipalFlow(DensityPlan detector, PrincipalAxes axes, Flow flow) {
        super(detector, axes);
        this.trim = detector.trim();
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

    /** What {@link PrincipalDensity#write} wrote. */
    static PrincipalFlow read(DensityPlan detector, IntFunction<Flow> flow, int channels, ModelReader in) {
        PrincipalAxes axes = readAxes(detector, channels, in);
        return new PrincipalFlow(detector, axes, flow.apply(axes.components()));
    }

    @Override
    public ParameterLayout layout() {
        return flow.layout();
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor noisy = noise == null ? windows : windows.add(Tensors.times(noise.gaussian(windows.shape()), jitter));
        return Trim.worst(evidence(parameters, noisy).nats().unsqueeze(1), trim);
    }

    @Override
    public void adapt(float[] initial, Tensor windows) {
        flow.adapt(initial, axes.project(axes.centred(windows)));
    }

    @Override
    public Evidence evidence(Parameters parameters, Tensor windows) {
        Tensor centred = axes.centred(windows);
        Tensor components = axes.project(centred);
        return axes.evidence(centred, components, flow.tell(parameters, components), Math.toIntExact(windows.size(1)));
    }
}
