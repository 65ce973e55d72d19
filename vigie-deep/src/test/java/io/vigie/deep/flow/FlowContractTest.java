package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import io.vigie.model.MemoryModel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every bijection and every flow promises, with random parameters rather than those they begin with. */
class FlowContractTest {
    private static final int ROWS = 200;
    private static final ConditionerShape TOLD = ConditionerShape.of(12).withContext(3);
    private static final ConditionerShape BOUNDED = ConditionerShape.of(12).withLipschitz(0.5);

    static Stream<Named<Bijection>> bijections() {
        return Stream.of(2, 3, 6).flatMap(dimension -> Stream.concat(plain(dimension), told(dimension)));
    }

    private static Stream<Named<Bijection>> plain(int dimension) {
        return Stream.of(
                named(new AffineCoupling(dimension, 8)),
                named(new SplineCoupling(dimension, 8, 6, 3)),
                named(new ActNorm(dimension)),
                named(new LuLinear(dimension)),
                named(Permutation.random(dimension, 5)),
                named(new MaskedAutoregressive(dimension, 12)),
                named(new MaskedAutoregressive(dimension, 12).inverted()),
                named(chain(dimension)));
    }

    /** Conditional ones, and such with a Lipschitz bound. */
    private static Stream<Named<Bijection>> told(int dimension) {
        return Stream.of(
                named(told(new AffineCoupling(dimension, TOLD))),
                named(told(new SplineCoupling(dimension, TOLD, 6, 3))),
                named(told(new MaskedAutoregressive(dimension, TOLD))),
                named(told(new Chain(List.of(
                        new AffineCoupling(dimension, TOLD),
                        new MaskedAutoregressive(dimension, TOLD).inverted(),
                        Permutation.reversal(dimension),
                        new MaskedAutoregressive(dimension, 12))))),
                named(new AffineCoupling(dimension, BOUNDED)),
                named(new SplineCoupling(dimension, BOUNDED, 6, 3)),
                named(new MaskedAutoregressive(dimension, BOUNDED)));
    }

    /** A conditional bijection that is told the same whatever the batch. */
    private record Told(Bijection original, float... context) implements Bijection {
        private Bijection bound() {
            return original.given(Tensors.of(context, 1, context.length));
        }

        @Override
        public int dimension() {
            return original.dimension();
        }

        @Override
        public ParameterLayout layout() {
            return original.layout();
        }

        @Override
        public Mapped forward(Parameters parameters, Tensor data) {
            return bound().forward(parameters, data);
        }

        @Override
        public Mapped inverse(Parameters parameters, Tensor latent) {
            return bound().inverse(parameters, latent);
        }
    }

    private static Bijection told(Bijection conditional) {
        return new Told(conditional, 0.5f, -0.3f, 0.2f);
    }

    private static Named<Bijection> named(Bijection bijection) {
        String kind = bijection.getClass().getSimpleName();
        String whole = bijection instanceof Told told
                ? "conditional " + told.original().getClass().getSimpleName()
                : kind;
        return Named.of(whole + " of " + bijection.dimension(), bijection);
    }

    private static Bijection chain(int dimension) {
        return new Chain(List.of(
                new ActNorm(dimension),
                new LuLinear(dimension),
                new AffineCoupling(dimension, 8),
                Permutation.reversal(dimension),
                new SplineCoupling(dimension, 8, 5, 4)));
    }

    static Stream<Arguments> flows() {
        Stream<Arguments> plain = plain(2).flatMap(bijection ->
                Stream.of(over(bijection, new GaussianBase(2)), over(bijection, new StudentBase(2))));
        Stream<Arguments> told = told(2).map(bijection -> over(bijection, new GaussianBase(2)));
        Named<Bijection> chain = named(chain(2));
        Stream<Arguments> mixed = Stream.of(over(chain, new MixtureBase(2, 3)), over(chain, new EntityBase(2, 2)));
        return Stream.of(plain, told, mixed).flatMap(flows -> flows);
    }

    private static Arguments over(Named<Bijection> bijection, Base base) {
        return Arguments.of(Named.of(
                bijection.getName() + " over " + base.getClass().getSimpleName(),
                new Flow(bijection.getPayload(), base)));
    }

    @ParameterizedTest
    @MethodSource("bijections")
    void inverseOfForwardIsTheIdentity(Bijection bijection) {
        float[] data = normal(ROWS * bijection.dimension(), 2);
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(bijection.layout(), parameters(bijection.layout()));
            Tensor start = Tensors.of(data, ROWS, bijection.dimension());
            Bijection.Mapped there = bijection.forward(parameters, start);
            Bijection.Mapped back = bijection.inverse(parameters, there.values());

            assertThat(largest(Tensors.doubles(back.values().sub(start)))).isLessThan(1e-4);
            assertThat(largest(Tensors.doubles(back.logDeterminant().add(there.logDeterminant()))))
                    .isLessThan(1e-3);
            assertThat(there.logDeterminant().scalar_type().intern()).isEqualTo(torch.ScalarType.Double);
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource("bijections")
    void logDeterminantIsThatOfTheJacobian(Bijection bijection) {
        int dimension = bijection.dimension();
        float[] weights = parameters(bijection.layout());
        float[] data = normal(20 * dimension, 1);
        for (int row = 0; row < 20; row++) {
            float[] point = Arrays.copyOfRange(data, row * dimension, (row + 1) * dimension);
            TorchRuntime.differentiate(() -> {
                Parameters parameters = Parameters.of(bijection.layout(), weights);
                Tensor start = Tensors.of(point, 1, dimension).requires_grad_(true);
                Bijection.Mapped mapped = bijection.forward(parameters, start);
                double[][] jacobian = new double[dimension][];
                for (int i = 0; i < dimension; i++) {
                    Tensor output = mapped.values().select(1, i).sum();
                    TensorVector found = torch.grad(
                            new TensorVector(output),
                            new TensorVector(start),
                            new TensorVector(),
                            new BoolOptional(true),
                            false,
                            false);
                    jacobian[i] = Tensors.doubles(found.get(0).detach());
                }
                double stated = Tensors.doubles(mapped.logDeterminant().detach())[0];
                assertThat(stated).isCloseTo(logDeterminant(jacobian), within(1e-3));
                return true;
            });
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void densitiesIntegrateToOne(Flow flow) {
        double[] sums = grid(flow, (x, y, logDensity) -> new double[] {Math.exp(logDensity)});

        assertThat(sums[0]).isCloseTo(1, within(5e-3));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void samplesMatchTheDensity(Flow flow) {
        // shares of quarters and a disc under the density against those of samples
        double[] expected = grid(flow, (x, y, logDensity) -> regions(x, y, Math.exp(logDensity)));
        int count = 40_000;
        float[] drawn = TorchRuntime.compute(() -> Tensors.floats(flow.sample(
                Parameters.of(flow.layout(), parameters(flow.layout())), count, new Noise(11, Device.CPU))));
        double[] found = new double[expected.length];
        for (int i = 0; i < count; i++) {
            double[] held = regions(drawn[2 * i], drawn[2 * i + 1], 1.0 / count);
            for (int k = 0; k < found.length; k++) {
                found[k] += held[k];
            }
        }
        for (int k = 0; k < found.length; k++) {
            assertThat(found[k]).as("region %d", k).isCloseTo(expected[k], within(0.015));
        }
    }

    private static double[] regions(double x, double y, double mass) {
        return new double[] {
            x > 0 && y > 0 ? mass : 0,
            x > 0 && y <= 0 ? mass : 0,
            x <= 0 && y > 0 ? mass : 0,
            x * x + y * y < 1 ? mass : 0,
            x + y > 1 ? mass : 0
        };
    }

    @ParameterizedTest
    @MethodSource("flows")
    void gradientsReachEveryParameter(Flow flow) {
        TorchRuntime.differentiate(() -> {
            Parameters leaves = Parameters.leaves(flow.layout(), parameters(flow.layout()));
            Tensor density = flow.logDensity(leaves, Tensors.of(normal(ROWS * 2, 2), ROWS, 2));
            if (leaves.all().length > 0) {
                TensorVector found = torch.grad(new TensorVector(density.sum()), new TensorVector(leaves.all()));
                for (int i = 0; i < found.size(); i++) {
                    assertThat(largest(Tensors.doubles(found.get(i).detach())))
                            .as("parameter %d of %s", i, flow.layout())
                            .isFinite()
                            .isPositive();
                }
            }
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource("flows")
    void savedAndLoadedTheyGiveTheSameBits(Flow flow) {
        float[] data = normal(ROWS * 2, 2);
        try (NetworkWeights weights = new NetworkWeights(flow.layout(), parameters(flow.layout()))) {
            MemoryModel model = new MemoryModel();
            weights.write(model);
            try (NetworkWeights loaded = NetworkWeights.read(flow.layout(), model.asReader())) {
                assertThat(densities(flow, loaded, data)).isEqualTo(densities(flow, weights, data));
            }
        }
    }

    @Test
    void basesAreTheTextbookDensities() {
        TorchRuntime.compute(() -> {
            float[] points = {0.5f, -1.2f};
            double gaussian = -0.5 * (0.25 + 1.44) - Math.log(2 * Math.PI);
            assertThat(
                            Tensors.doubles(new GaussianBase(2)
                                    .logDensity(
                                            Parameters.of(new ParameterLayout(), new float[0]),
                                            Tensors.of(points, 1, 2)))[0])
                    .isCloseTo(gaussian, within(1e-6));
            // softplus(log(e - 1)) + 2 = 3 degrees: density 2 / (pi sqrt 3 (1 + x^2 / 3)^2)
            float three = (float) Math.log(Math.expm1(1));
            StudentBase student = new StudentBase(2);
            double expected = 0;
            for (float x : points) {
                expected += Math.log(2 / (Math.PI * Math.sqrt(3) * Math.pow(1 + x * x / 3, 2)));
            }
            assertThat(
                            Tensors.doubles(student.logDensity(
                                    Parameters.of(student.layout(), new float[] {three, three}),
                                    Tensors.of(points, 1, 2)))[0])
                    .isCloseTo(expected, within(1e-6));
            // weights 1/4 and 3/4, means (0, 0) and (1, -1), deviations 1 and 1/2
            MixtureBase mixture = new MixtureBase(2, 2);
            float half = (float) Math.log(0.5);
            float[] parts = {0, (float) Math.log(3), 0, 0, 1, -1, 0, 0, half, half};
            double mixed =
                    0.25 * Math.exp(gaussian) + 0.75 * Math.exp(-0.5 * (0.25 + 0.04) / 0.25) / (2 * Math.PI * 0.25);
            assertThat(
                            Tensors.doubles(mixture.logDensity(
                                    Parameters.of(mixture.layout(), parts), Tensors.of(points, 1, 2)))[0])
                    .isCloseTo(Math.log(mixed), within(1e-6));
            // one value, of the first entity about 1 and of the second about -1
            EntityBase entities = new EntityBase(1, 2);
            double[] apart = Tensors.doubles(entities.logDensity(
                    Parameters.of(entities.layout(), new float[] {1, -1}), Tensors.of(points, 2, 1)));
            assertThat(apart[0]).isCloseTo(-0.125 - 0.5 * Math.log(2 * Math.PI), within(1e-6));
            assertThat(apart[1]).isCloseTo(-0.02 - 0.5 * Math.log(2 * Math.PI), within(1e-6));
            return true;
        });
    }

    @Test
    void aContextChangesADensityAndNothingIsMappedWithoutIt() {
        Flow flow = new Flow(new MaskedAutoregressive(2, TOLD), new GaussianBase(2));
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(flow.layout(), parameters(flow.layout()));
            Tensor points = Tensors.of(new float[] {0.3f, 0.4f, 0.3f, 0.4f}, 2, 2);
            double[] found = Tensors.doubles(
                    flow.given(Tensors.of(new float[] {1, 0, 0, 0, 1, 0}, 2, 3)).logDensity(parameters, points));
            assertThat(Math.abs(found[0] - found[1])).isGreaterThan(1e-3);
            assertThatThrownBy(() -> flow.logDensity(parameters, points))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("context of 3");
            return true;
        });
    }

    @Test
    void aLipschitzBoundHoldsWhateverTheWeights() {
        // the shift of an affine coupling is an output of its network; large weights, small steps
        ConditionerShape bounded = ConditionerShape.of(16).withLipschitz(2);
        AffineCoupling coupling = new AffineCoupling(6, bounded);
        AffineCoupling free = new AffineCoupling(6, ConditionerShape.of(16));
        float[] weights = normal(coupling.layout().size(), 3);
        float[] data = normal(2 * ROWS * 6, 1);
        for (int row = 0; row < 2 * ROWS; row++) {
            Arrays.fill(data, row * 6 + 3, row * 6 + 6, 0); // what is changed: nothing but the shift is left
        }
        TorchRuntime.compute(() -> {
            assertThat(steepest(coupling, weights, data)).isBetween(0.01, 2.0);
            assertThat(steepest(free, weights, data)).isGreaterThan(20);
            return true;
        });
    }

    private static double steepest(Bijection bijection, float[] weights, float... data) {
        double[] mapped = Tensors.doubles(bijection
                .forward(Parameters.of(bijection.layout(), weights), Tensors.of(data, data.length / 6, 6))
                .values());
        double steepest = 0;
        for (int at = 0; at + 12 <= data.length; at += 12) {
            double run = 0;
            double rise = 0;
            for (int d = 0; d < 3; d++) {
                run += Math.pow(data[at + d] - data[at + 6 + d], 2);
                rise += Math.pow(mapped[at + 3 + d] - mapped[at + 9 + d], 2);
            }
            steepest = Math.max(steepest, Math.sqrt(rise / run));
        }
        return steepest;
    }

    @Test
    void actNormTakesMeanAndVarianceFromWhatArrives() {
        Bijection chain = new Chain(List.of(new ActNorm(2), Permutation.reversal(2), new ActNorm(2)));
        float[] data = normal(2 * ROWS, 3);
        for (int i = 0; i < data.length; i += 2) {
            data[i] = 5 + 0.1f * data[i];
        }
        float[] initial = parameters(chain.layout());
        TorchRuntime.compute(() -> {
            Tensor values = Tensors.of(data, ROWS, 2);
            chain.adapt(initial, values);
            double[] mapped = Tensors.doubles(chain.forward(Parameters.of(chain.layout(), initial), values)
                    .values());
            double mean = 0;
            double square = 0;
            for (int row = 0; row < ROWS; row++) {
                mean += mapped[2 * row] / ROWS;
                square += mapped[2 * row] * mapped[2 * row] / ROWS;
            }
            assertThat(mean).isCloseTo(0, within(1e-4));
            assertThat(square).isCloseTo(1, within(1e-3));
            return true;
        });
    }

    @Test
    void couplingsBeginAsTheIdentity() {
        for (Bijection bijection : List.of(
                new AffineCoupling(4, 8),
                new SplineCoupling(4, 8, 8, 3),
                new MaskedAutoregressive(4, 8),
                told(new MaskedAutoregressive(4, ConditionerShape.of(8).withContext(3))),
                told(new SplineCoupling(4, ConditionerShape.of(8).withContext(3), 8, 3)),
                new LuLinear(4),
                new ActNorm(4))) {
            float[] data = normal(40, 2);
            float[] mapped = TorchRuntime.compute(() -> Tensors.floats(bijection
                    .forward(
                            Parameters.of(bijection.layout(), bijection.layout().initial(new SplittableRandom(1))),
                            Tensors.of(data, 10, 4))
                    .values()));
            for (int i = 0; i < data.length; i++) {
                assertThat(mapped[i]).as(bijection.toString()).isCloseTo(data[i], within(1e-5f));
            }
        }
    }

    private static double[] densities(Flow flow, NetworkWeights weights, float[] data) {
        return weights.compute(
                Device.CPU,
                parameters -> Tensors.doubles(flow.logDensity(parameters, Tensors.of(data, data.length / 2, 2))));
    }

    @FunctionalInterface
    private interface Integrand {
        double[] at(double x, double y, double logDensity);
    }

    /** Midpoint rule over the square of plus and minus 24, where the density is not negligible. */
    private static double[] grid(Flow flow, Integrand integrand) {
        double step = 0.08;
        int side = 600;
        double[] sums = new double[0];
        float[] weights = parameters(flow.layout());
        for (int i = 0; i < side; i++) {
            double x = (i - side / 2 + 0.5) * step;
            float[] points = new float[2 * side];
            for (int j = 0; j < side; j++) {
                points[2 * j] = (float) x;
                points[2 * j + 1] = (float) ((j - side / 2 + 0.5) * step);
            }
            double[] logDensities = TorchRuntime.compute(() -> Tensors.doubles(
                    flow.logDensity(Parameters.of(flow.layout(), weights), Tensors.of(points, side, 2))));
            for (int j = 0; j < side; j++) {
                double[] values = integrand.at(x, points[2 * j + 1], logDensities[j]);
                sums = sums.length == 0 ? new double[values.length] : sums;
                for (int k = 0; k < values.length; k++) {
                    sums[k] += values[k] * step * step;
                }
            }
        }
        return sums;
    }

    private static float[] parameters(ParameterLayout layout) {
        return normal(layout.size(), 0.25f);
    }

    private static float[] normal(int count, float deviation) {
        SplittableRandom random = new SplittableRandom(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private static double largest(double... values) {
        double largest = 0;
        for (double value : values) {
            largest = Double.isNaN(value) ? Double.NaN : Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** By elimination with pivots. */
    private static double logDeterminant(double[][] matrix) {
        double sum = 0;
        int n = matrix.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k]) ? i : pivot;
            }
            double[] row = matrix[pivot];
            matrix[pivot] = matrix[k];
            matrix[k] = row;
            sum += Math.log(Math.abs(row[k]));
            for (int i = k + 1; i < n; i++) {
                double factor = matrix[i][k] / row[k];
                for (int j = k; j < n; j++) {
                    matrix[i][j] -= factor * row[j];
                }
            }
        }
        return sum;
    }
}
