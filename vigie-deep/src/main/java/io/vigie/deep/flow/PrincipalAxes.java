package io.vigie.deep.flow;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Mean and first principal axes of windows, and the variance that is left in each of the other directions.
 *
 * @param mean [size]
 * @param axes [component][size], orthonormal
 * @param residualVariance mean square of a window beyond the axes, for each direction; 1 where none is left
 */
record PrincipalAxes(float[] mean, float[] axes, double residualVariance) {
    /** Windows that axes are taken from, at most, evenly spaced over the train part. */
    static final int MOST_WINDOWS = 2048;

    private static final int FEW = 16;

    int size() {
        return mean.length;
    }

    int components() {
        return axes.length / mean.length;
    }

    private int directionsLeft() {
        return size() - components();
    }

    /** Windows [batch, channel, time] less the mean, [batch, size]. */
    Tensor centred(Tensor windows) {
        return windows.flatten(1, 2).sub(Tensors.like(windows, mean, size()));
    }

    /** What the axes hold of centred windows, [batch, component]. */
    Tensor project(Tensor centred) {
        return torch.matmul(
                centred, Tensors.like(centred, axes, components(), size()).t());
    }

    /**
     * Standard deviations of the components of some windows to which noise is added.
     *
     * @param windows [window][size]
     * @param noise variance in each direction
     */
    float[] deviations(float[] windows, double noise) {
        return TorchRuntime.compute(() -> {
            Tensor rows = Tensors.of(windows, windows.length / size(), size());
            Tensor components = project(rows.sub(Tensors.of(mean, size()))).to(torch.ScalarType.Double);
            Tensor variance = components.square().mean(0);
            return Tensors.floats(Tensors.plus(variance, noise).sqrt().to(torch.ScalarType.Float));
        });
    }

    /** Statistics of {@link #evidence}. */
    int statistics() {
        return directionsLeft() == 0 ? 3 : 4;
    }

    /** Whether the noise beyond the components is a sum over channels: it is where there is any. */
    boolean hasParts() {
        return directionsLeft() > 0;
    }

    /** What noise of a deviation adds to a channel's part of the nats of {@link #evidence}, on average. */
    double leastPart(double deviation, int window) {
        return 0.5 * window * deviation * deviation / residualVariance;
    }

    /**
     * The density of windows under one of their components and isotropic noise beyond those: nats, energy of the latent
     * vector, log volume change, and energy beyond the components where there is any. What belongs to a channel is what its
     * values have of that energy.
     *
     * @param told of the components
     * @param channels of the windows
     */
    WindowDensity.Evidence evidence(Tensor centred, Tensor components, Flow.Told told, int channels) {
        Tensor nats = told.logDensity().neg();
        if (!hasParts()) {
            Tensor none = centred.new_empty(new long[] {centred.size(0), 0});
            return new WindowDensity.Evidence(List.of(nats, told.energy(), told.logDeterminant()), none);
        }
        Tensor beyond = centred.sub(torch.matmul(components, Tensors.like(centred, axes, components(), size())));
        Tensor cells = beyond.view(centred.size(0), channels, size() / channels);
        Tensor each = cells.square().to(torch.ScalarType.Double).sum(2);
        Tensor left = each.sum(1);
        double constant = 0.5 * directionsLeft() * Math.log(2 * Math.PI * residualVariance);
        Tensor whole = nats.add(Tensors.plus(Tensors.times(left, 0.5 / residualVariance), constant));
        return new WindowDensity.Evidence(
                List.of(whole, told.energy(), told.logDeterminant(), left),
                Tensors.plus(Tensors.times(each, 0.5 / residualVariance), constant / channels));
    }

    /**
     * The axes of most variance: at most half as many as a window has values, or {@value #FEW}. What the others hold is the
     * part of the density that belongs to channels.
     *
     * @param floor least variance that a direction is granted
     */
    static PrincipalAxes of(TrainingWindows windows, int most, double floor) {
        int size = windows.channels() * windows.window();
        int count = Math.min(MOST_WINDOWS, windows.trainCount());
        float[] values = windows.spreadTrain(count);
        return TorchRuntime.compute(() -> {
            Tensor rows = Tensors.of(values, count, size).to(torch.ScalarType.Double);
            Tensor mean = rows.mean(0);
            Tensor centred = rows.sub(mean);
            int components = Math.min(most, Math.min(size, Math.max(FEW, size / 2)));
            Tensor axes;
            if (components == size) {
                axes = torch.eye(size, rows.options()); // all is kept: no turn is needed
            } else if (size <= count) {
                Tensor vectors =
                        torch.linalg_eigh(torch.matmul(centred.t(), centred)).get1(); // ascending values
                axes = vectors.narrow(1, size - components, components).t();
            } else {
                axes = wide(centred, Math.min(components, count));
            }
            Tensor kept = torch.matmul(centred, axes.t());
            double left =
                    centred.square().sum().item_double() - kept.square().sum().item_double();
            int found = Math.toIntExact(axes.size(0));
            int directions = size - found;
            double variance = directions == 0 ? 1 : Math.max(floor, left / count / directions);
            return new PrincipalAxes(
                    Tensors.floats(mean.to(torch.ScalarType.Float)),
                    Tensors.floats(axes.to(torch.ScalarType.Float)),
                    variance);
        });
    }

    /** By the Gram matrix of the windows, where they are fewer than their values; orthonormal by a QR decomposition. */
    private static Tensor wide(Tensor centred, int components) {
        long count = centred.size(0);
        Tensor vectors = torch.linalg_eigh(torch.matmul(centred, centred.t())).get1();
        Tensor strongest = vectors.narrow(1, count - components, components);
        return torch.linalg_qr(torch.matmul(centred.t(), strongest)).get0().t();
    }

    void write(ModelWriter out) {
        out.tensor("mean", mean);
        out.tensor("axes", axes, components(), size());
        out.number("residual-variance", residualVariance);
    }

    static PrincipalAxes read(ModelReader in, int size) {
        int components = in.shape("axes")[0];
        return new PrincipalAxes(
                in.floats("mean", size), in.floats("axes", components, size), in.number("residual-variance"));
    }
}
