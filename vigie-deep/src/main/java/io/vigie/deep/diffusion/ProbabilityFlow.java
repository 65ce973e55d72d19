package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.flow.DormandPrince;
import java.util.Arrays;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The ordinary differential equation that carries data to noise as the diffusion does, and back, and the density that follows
 * from it (Song et al., ICLR 2021, equations 13 and 39). Its velocity is known through a denoiser alone, so the divergence is
 * found by differentiating that once for each dimension, or along some directions (Hutchinson 1989).
 *
 * @param first time that counts as data: where the path has no finite velocity at 0, a little later
 * @param tolerance of {@link DormandPrince}
 */
record ProbabilityFlow(NoisePath path, double first, double tolerance) {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /**
     * @param logDensities nats of each place, [row]
     * @param evaluations of the denoiser, for each row
     */
    record Told(double[] logDensities, int... evaluations) {}

    /**
     * @param windows where they have come to, [batch, ...]
     * @param evaluations of the denoiser, the most of any window
     */
    record Followed(Tensor windows, int evaluations) {}

    /**
     * Follows the equation from a time to another, either way; earlier times than the first are taken for it. Steps are each
     * window's own, but the denoiser is asked about all windows as long as one is under way, as what it is told beside them is
     * in their order.
     *
     * @param windows at {@code from}, [batch, ...]
     */
    Followed follow(Denoising denoising, Tensor windows, double from, double to) {
        double begin = Math.max(first, from);
        double span = Math.max(first, to) - begin;
        long[] shape = windows.shape();
        DormandPrince.Slope slope = new DormandPrince.Slope() {
            @Override
            public Tensor at(Tensor states, Tensor times) {
                return Tensors.times(velocity(denoising, states.view(shape), actual(times, begin, span)), span);
            }

            @Override
            public boolean needsAllRows() {
                return true;
            }
        };
        DormandPrince.Solved solved = new DormandPrince(tolerance).solve(slope, windows.flatten(1, -1));
        int most = Arrays.stream(solved.evaluations()).max().orElse(0);
        return new Followed(solved.states().view(shape), most);
    }

    private static double[] actual(Tensor times, double begin, double span) {
        double[] actual = Tensors.doubles(times);
        for (int i = 0; i < actual.length; i++) {
            actual[i] = begin + span * actual[i];
        }
        return actual;
    }

    /**
     * Log densities of places.
     *
     * @param places [row, dimension]
     * @param directions along which the divergence is measured, [direction, dimension]: the axes make it exact, random signs
     *     divided by the root of their number estimate it
     */
    Told logDensities(Denoising denoising, Tensor places, Tensor directions) {
        int dimension = Math.toIntExact(places.size(1));
        double span = 1 - first;
        DormandPrince.Slope slope = (states, times) -> Tensors.times(
                velocityAndDivergence(
                        denoising, states.narrow(1, 0, dimension), directions, actual(times, first, span)),
                span);
        Tensor volume = places.new_zeros(new long[] {places.size(0), 1});
        DormandPrince.Solved solved =
                new DormandPrince(tolerance).solve(slope, torch.cat(new TensorVector(places, volume), 1));
        double deviation = path.deviation(1);
        Tensor ends = solved.states();
        double[] squares = Tensors.doubles(ends.narrow(1, 0, dimension).square().sum(1));
        double[] volumes = Tensors.doubles(ends.select(1, dimension));
        double[] told = new double[squares.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = volumes[i]
                    - 0.5 * squares[i] / (deviation * deviation)
                    - dimension * (HALF_LOG_TWO_PI + Math.log(deviation));
        }
        return new Told(told, solved.evaluations());
    }

    /** Velocities, and beside them their divergence, [row, dimension + 1]. */
    private Tensor velocityAndDivergence(Denoising denoising, Tensor states, Tensor directions, double... times) {
        Tensor told = states.new_empty(new long[] {states.size(0), states.size(1) + 1});
        TorchRuntime.differentiate(() -> {
            Tensor places = states.detach().requires_grad_(true);
            Tensor velocity = velocity(denoising, places, times);
            Tensor divergence = states.new_zeros(new long[] {states.size(0)});
            for (long i = 0; i < directions.size(0); i++) {
                Tensor direction = directions.select(0, i).expand_as(velocity);
                Tensor pulled = torch.grad(
                                new TensorVector(velocity),
                                new TensorVector(places),
                                new TensorVector(direction),
                                new BoolOptional(true),
                                false,
                                true)
                        .get(0);
                divergence.add_(pulled.mul(direction).sum(1));
            }
            told.copy_(torch.cat(new TensorVector(velocity.detach(), divergence.unsqueeze(1)), 1));
            return true;
        });
        return told;
    }

    /** Velocities of windows [batch, ...], flat, [batch, value]. */
    private Tensor velocity(Denoising denoising, Tensor places, double... times) {
        Denoising.Estimate estimate = denoising.at(places, times);
        float[] scaleSlopes = new float[times.length];
        float[] deviationSlopes = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            scaleSlopes[i] = (float) path.scaleSlope(times[i]);
            deviationSlopes[i] = (float) path.deviationSlope(times[i]);
        }
        return estimate.clean()
                .flatten(1, -1)
                .mul(Tensors.like(places, scaleSlopes, times.length, 1))
                .add(estimate.noise().flatten(1, -1).mul(Tensors.like(places, deviationSlopes, times.length, 1)));
    }
}
