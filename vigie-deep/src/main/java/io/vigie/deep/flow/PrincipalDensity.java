package io.vigie.deep.flow;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * A density of windows over their principal components, and isotropic noise beyond those; its statistics are those of
 * {@link PrincipalAxes#evidence}. What the two kinds differ in is the density of the components.
 */
abstract class PrincipalDensity implements WindowDensity {
    final double jitter;
    final PrincipalAxes axes;
    private final String name;
    private final int window;

    PrincipalDensity(DensityPlan detector, PrincipalAxes axes) {
        this.jitter = detector.jitter();
        this.axes = axes;
        this.name = detector.id();
        this.window = detector.window();
    }

    /** The axes that {@link #write} wrote. */
    static PrincipalAxes readAxes(DensityPlan detector, int channels, ModelReader in) {
        return PrincipalAxes.read(in.section("axes"), channels * detector.window());
    }

    @Override
    public void write(ModelWriter out) {
        axes.write(out.section("axes"));
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int statistics() {
        return axes.statistics();
    }

    @Override
    public final int channelParts() {
        return axes.hasParts() ? axes.size() / window : 0;
    }

    @Override
    public final double leastPart() {
        return axes.leastPart(jitter, window);
    }
}
