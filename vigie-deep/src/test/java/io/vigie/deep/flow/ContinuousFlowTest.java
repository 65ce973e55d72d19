package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** The parts of a continuous flow: pairing, solver, divergence. */
class ContinuousFlowTest {
    @Test
    void theCheapestAssignmentIsThatOfAllPermutations() {
        SplittableRandom random = new SplittableRandom(5);
        for (int size = 1; size <= 7; size++) {
            for (int repeat = 0; repeat < 20; repeat++) {
                boolean coarse = repeat % 2 == 0; // ties
                float[] costs = new float[size * size];
                for (int i = 0; i < costs.length; i++) {
                    costs[i] = coarse ? random.nextInt(-3, 4) : (float) random.nextGaussian();
                }
                int[] columns = Assignment.cheapest(size, costs);

                assertThat(columns)
                        .containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
                assertThat(cost(costs, columns)).isCloseTo(least(costs, new int[size], 0), within(1e-5));
            }
        }
        assertThatThrownBy(() -> Assignment.cheapest(2, 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 costs for 2 rows");
    }

    private static double cost(float[] costs, int... columns) {
        double sum = 0;
        for (int row = 0; row < columns.length; row++) {
            sum += costs[row * columns.length + columns[row]];
        }
        return sum;
    }

    /** Over all ways to choose columns for the rows from {@code row} on. */
    private static double least(float[] costs, int[] columns, int row) {
        if (row == columns.length) {
            return cost(costs, columns);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int column = 0; column < columns.length; column++) {
            int candidate = column;
            if (Arrays.stream(columns, 0, row).noneMatch(taken -> taken == candidate)) {
                columns[row] = column;
                least = Math.min(least, least(costs, columns, row + 1));
            }
        }
        return least;
    }

    @Test
    void pairingBringsNoiseNearAndKeepsEachVectorOnce() {
        int count = Assignment.PAIRED + 20; // a part that is not full
        TorchRuntime.compute(() -> {
            Tensor data = Tensors.plus(Tensors.of(normal(2 * count, 1), count, 2), 0.5);
            Tensor base = Tensors.of(normal(2 * count, 2), count, 2);
            Tensor paired = Assignment.paired(data, base);

            double apart = data.sub(base).square().sum().item_double();
            double near = data.sub(paired).square().sum().item_double();
            assertThat(near).isLessThan(0.4 * apart);
            float[] before = Tensors.floats(base.narrow(1, 0, 1));
            float[] after = Tensors.floats(paired.narrow(1, 0, 1));
            Arrays.sort(before);
            Arrays.sort(after);
            assertThat(after).isEqualTo(before);
            return true;
        });
    }

    @Test
    void theSolverKeepsItsToleranceAndOrder() {
        // y' = rate (cos 3t - y), a relaxation with a closed solution, from 1
        float[] rates = {0, 1, 5, 20, 60};
        double[] exact = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            double r = rates[i];
            double scale = r / (r * r + 9);
            exact[i] = r == 0 ? 1 : scale * (r * Math.cos(3) + 3 * Math.sin(3)) + (1 - scale * r) * Math.exp(-r);
        }
        double mean = 0;
        for (double tolerance : new double[] {1e-2, 1e-4, 1e-5}) {
            DormandPrince.Solved solved = relaxed(tolerance, rates);
            double[] found = TorchRuntime.compute(() -> Tensors.doubles(relaxedStates(tolerance, rates)));
            for (int i = 0; i < rates.length; i++) {
                assertThat(found[i]).as("rate %s", rates[i]).isCloseTo(exact[i], within(10 * tolerance));
            }
            assertThat(solved.inexact()).isZero();
            double taken = Arrays.stream(solved.evaluations()).average().orElseThrow();
            assertThat(taken).isGreaterThan(mean);
            assertThat(taken).isLessThan(300);
            assertThat(solved.evaluations()[0]).isLessThan(solved.evaluations()[4]);
            mean = taken;
        }
    }

    private static DormandPrince.Solved relaxed(double tolerance, float... rates) {
        return TorchRuntime.compute(() -> solve(tolerance, rates));
    }

    private static Tensor relaxedStates(double tolerance, float... rates) {
        return solve(tolerance, rates).states().narrow(1, 0, 1);
    }

    /** The second value of a row is its rate, which does not change. */
    private static DormandPrince.Solved solve(double tolerance, float... rates) {
        float[] start = new float[2 * rates.length];
        for (int i = 0; i < rates.length; i++) {
            start[2 * i] = 1;
            start[2 * i + 1] = rates[i];
        }
        return new DormandPrince(tolerance)
                .solve(
                        (states, times) -> {
                            Tensor value = states.narrow(1, 0, 1);
                            Tensor rate = states.narrow(1, 1, 1);
                            Tensor slope =
                                    Tensors.times(times, 3).cos().sub(value).mul(rate);
                            return torch.cat(new TensorVector(slope, rate.sub(rate)), 1);
                        },
                        Tensors.of(start, rates.length, 2));
    }

    @Test
    void aRowIsSolvedAlikeWhateverStandsBesideIt() {
        float[] rates = {3, 60, 0.5f, 40, 7};
        double[] together = TorchRuntime.compute(() -> Tensors.doubles(relaxedStates(1e-3, rates)));
        for (int i = 0; i < rates.length; i++) {
            float rate = rates[i];
            double[] alone = TorchRuntime.compute(() -> Tensors.doubles(relaxedStates(1e-3, rate)));
            assertThat(alone[0]).isCloseTo(together[i], within(1e-6));
            assertThat(relaxed(1e-3, rate).evaluations()[0])
                    .isEqualTo(relaxed(1e-3, rates).evaluations()[i]);
        }
    }

    @Test
    void aRowThatCannotBeSolvedArrivesAndIsCounted() {
        DormandPrince.Solved solved = TorchRuntime.compute(() -> new DormandPrince(1e-6)
                .solve(
                        (states, times) ->
                                Tensors.times(Tensors.times(times, 1e4).sin(), 1e4),
                        Tensors.of(new float[] {0}, 1, 1)));

        assertThat(solved.inexact()).isEqualTo(1);
        assertThat(solved.evaluations()[0]).isBetween(1000, 5000);
    }

    @Test
    void theDivergenceIsTheTraceOfTheJacobian() {
        VelocityField field = new VelocityField(5, 12);
        float[] weights = normal(field.layout().size(), 3);
        float[] places = normal(4 * 5, 4);
        float[] times = {0, 0.3f, 0.7f, 1};
        for (int row = 0; row < 4; row++) {
            float[] place = Arrays.copyOfRange(places, 5 * row, 5 * row + 5);
            float time = times[row];
            TorchRuntime.differentiate(() -> {
                Parameters parameters = Parameters.of(field.layout(), weights);
                Tensor at = Tensors.of(place, 1, 5).requires_grad_(true);
                Tensor velocity = field.velocity(parameters, at, Tensors.of(new float[] {time}, 1, 1));
                double trace = 0;
                for (int i = 0; i < 5; i++) {
                    TensorVector found = torch.grad(
                            new TensorVector(velocity.select(1, i).sum()),
                            new TensorVector(at),
                            new TensorVector(),
                            new BoolOptional(true),
                            false,
                            false);
                    trace += Tensors.doubles(found.get(0).detach())[i];
                }
                double[] back = slopes(field, weights, Probes.exact(5), 1 - time, place);
                assertThat(back[5]).isCloseTo(-trace, within(1e-4 * (1 + Math.abs(trace))));
                double[] forward = Tensors.doubles(velocity.detach());
                for (int i = 0; i < 5; i++) {
                    assertThat(back[i]).isCloseTo(-forward[i], within(1e-5 * (1 + Math.abs(forward[i]))));
                }
                return true;
            });
        }
    }

    @Test
    void aFieldThatOnlyStretchesGivesTheNormalDensityOfThatStretch() {
        // places grow by e to the power of their rate on the way from the base
        double[] rates = {0.5, -1, 2};
        VelocityField field = new VelocityField(3, 4);
        float[] weights = new float[field.layout().size()];
        for (int i = 0; i < 3; i++) {
            weights[weights.length - 3 + i] =
                    (float) rates[i]; // the last parameter is the stretch that is always there
        }
        float[] state = {0.7f, 0.2f, -3, 0};
        double[] found = TorchRuntime.compute(() -> Tensors.doubles(new DormandPrince(1e-5)
                .solve(field.backward(Parameters.of(field.layout(), weights), Probes.exact(3)), Tensors.of(state, 1, 4))
                .states()));
        for (int i = 0; i < 3; i++) {
            assertThat(found[i]).isCloseTo(state[i] * Math.exp(-rates[i]), within(1e-4));
        }
        assertThat(found[3]).isCloseTo(-1.5, within(1e-4));
    }

    @Test
    void hutchinsonAgreesWithTheExactDivergenceOnAverage() {
        VelocityField field = new VelocityField(6, 12);
        float[] weights = normal(field.layout().size(), 5);
        float[] place = normal(6, 6);
        double exact = slopes(field, weights, Probes.exact(6), 0.4f, place)[6];
        int seeds = 200;
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double estimate = slopes(field, weights, Probes.hutchinson(6, 1, seed), 0.4f, place)[6];
            sum += estimate / seeds;
            squares += (estimate - exact) * (estimate - exact) / seeds;
        }
        assertThat(squares).isPositive();
        assertThat(sum).isCloseTo(exact, within(4 * Math.sqrt(squares / seeds)));
        double many = slopes(field, weights, Probes.hutchinson(6, 4096, 7), 0.4f, place)[6];
        assertThat(many).isCloseTo(exact, within(4 * Math.sqrt(squares / 4096)));
    }

    private static double[] slopes(VelocityField field, float[] weights, Probes probes, float time, float... place) {
        return TorchRuntime.compute(() -> {
            Tensor states = torch.cat(
                    new TensorVector(Tensors.of(place, 1, place.length), Tensors.of(new float[] {0}, 1, 1)), 1);
            DormandPrince.Slope slope = field.backward(Parameters.of(field.layout(), weights), probes);
            return Tensors.doubles(slope.at(states, slope.context(Tensors.of(new float[] {time}, 1, 1))));
        });
    }

    @Test
    void gradientsReachEveryParameterOfTheField() {
        VelocityField field = new VelocityField(3, 8);
        TorchRuntime.differentiate(() -> {
            Parameters leaves =
                    Parameters.leaves(field.layout(), normal(field.layout().size(), 8));
            Tensor times = Tensors.of(new float[] {0.1f, 0.5f, 0.8f, 0.9f}, 4, 1);
            Tensor velocity = field.velocity(leaves, Tensors.of(normal(12, 9), 4, 3), times);
            TensorVector found = torch.grad(new TensorVector(velocity.square().sum()), new TensorVector(leaves.all()));
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).abs().max().gt(new Scalar(0.0)).item_bool())
                        .as("parameter %d of %s", i, field.layout())
                        .isTrue();
            }
            return true;
        });
    }

    private static float[] normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
