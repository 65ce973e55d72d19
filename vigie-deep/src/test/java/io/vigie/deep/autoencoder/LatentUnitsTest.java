package io.vigie.deep.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LatentUnitsTest {
    @Test
    void densitiesAndDivergencesAreThoseOfNormalDistributions() {
        TorchRuntime.compute(() -> {
            Tensor mean = Tensors.of(new float[] {0.5f, -1f}, 1, 2);
            Tensor deviation = Tensors.of(new float[] {0.3f, 2f}, 1, 2);
            UnitDistribution units = new UnitDistribution(mean, deviation);
            double[] divergence = Tensors.doubles(units.divergence());
            double[] density = Tensors.doubles(units.logDensity(Tensors.of(new float[] {1f, 1f}, 1, 2)));

            // log(1 / s) + (s^2 + m^2) / 2 - 1 / 2, and -((x - m) / s)^2 / 2 - log s - log(2 pi) / 2
            assertThat(divergence[0]).isCloseTo(-Math.log(0.3) + (0.09 + 0.25) / 2 - 0.5, within(1e-6));
            assertThat(divergence[1]).isCloseTo(-Math.log(2) + (4 + 1) / 2.0 - 0.5, within(1e-6));
            assertThat(density[0]).isCloseTo(-25.0 / 18 - Math.log(0.3) - 0.5 * Math.log(2 * Math.PI), within(1e-5));
            assertThat(density[1]).isCloseTo(-0.5 - Math.log(2) - 0.5 * Math.log(2 * Math.PI), within(1e-6));
            return true;
        });
    }

    @Test
    void fixedDrawsGiveTheMeanOfLinearFunctionsAndNearlyThatOfSquares() {
        TorchRuntime.compute(() -> {
            UnitDistribution units = new UnitDistribution(
                    Tensors.of(new float[] {0.5f, -1f}, 1, 2), Tensors.of(new float[] {0.3f, 2f}, 1, 2));
            for (int count : new int[] {1, 2, 5}) {
                double[] means = Tensors.doubles(new FixedDraws(count, 2).mean(units, drawn -> drawn));
                assertThat(means[0]).isCloseTo(0.5, within(1e-6));
                assertThat(means[1]).isCloseTo(-1, within(1e-6));
            }
            FixedDraws many = new FixedDraws(2000, 2);
            double[] squares = Tensors.doubles(many.mean(units, Tensor::square));
            assertThat(squares[0]).isCloseTo(0.25 + 0.09, within(0.02));
            assertThat(squares[1]).isCloseTo(1 + 4, within(0.4));
            assertThat(Tensors.doubles(many.mean(units, Tensor::square))).isEqualTo(squares);
            return true;
        });
    }

    @Test
    void planarMapsTellTheirJacobian() {
        PlanarFlow flow = new PlanarFlow(3, 4);
        ParameterLayout layout = flow.layout();
        float[] values = layout.initial(RunContext.defaults().random("planar"));
        for (int i = 0; i < values.length; i++) {
            values[i] *= -15; // far from the identity, and where directions must be held to what can be inverted
        }
        TorchRuntime.differentiate(() -> {
            Parameters parameters = Parameters.of(layout, values);
            Tensor point = new Noise(3, Device.CPU).gaussian(1, 4).requires_grad_(true);
            PlanarFlow.Image image = flow.image(parameters, point);
            Tensor[] rows = new Tensor[4];
            for (int i = 0; i < 4; i++) {
                TensorVector output = new TensorVector(image.values().select(1, i));
                rows[i] = torch.grad(
                                output,
                                new TensorVector(point),
                                new TensorVector(),
                                new BoolOptional(true),
                                false,
                                false)
                        .get(0)
                        .squeeze(0);
            }
            double expected =
                    Math.log(torch.stack(new TensorVector(rows), 0).det().abs().item_double());

            assertThat(image.logDeterminant().item_double()).isCloseTo(expected, within(1e-3));
            assertThat(Math.abs(expected)).isGreaterThan(0.1);
            return true;
        });
    }

    @Test
    void aRecurrentLayerFollowsItsEquations() {
        Gru gru = new Gru(1, 1);
        // reset, update and new gate, each of input and state
        float[] values = {0.5f, -0.4f, 0.9f, 0.3f, 0.2f, -0.7f, 0.1f, 0.2f, -0.1f, 0.05f, -0.2f, 0.4f};
        double[] rows = {1, -2, 0.5};
        double state = 0;
        double[] expected = new double[3];
        for (int t = 0; t < 3; t++) {
            double reset = 1 / (1 + Math.exp(-(0.5 * rows[t] + 0.1 + 0.3 * state + 0.05)));
            double update = 1 / (1 + Math.exp(-(-0.4 * rows[t] + 0.2 + 0.2 * state - 0.2)));
            double fresh = Math.tanh(0.9 * rows[t] - 0.1 + reset * (-0.7 * state + 0.4));
            state = (1 - update) * fresh + update * state;
            expected[t] = state;
        }
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(gru.layout(), values);
            double[] states = Tensors.doubles(gru.states(parameters, Tensors.of(new float[] {1f, -2f, 0.5f}, 1, 3, 1)));
            for (int t = 0; t < 3; t++) {
                assertThat(states[t]).isCloseTo(expected[t], within(1e-6));
            }
            return true;
        });
    }

    @Test
    void unitsThatDoNotMoveAreACollapse() {
        TorchRuntime.compute(() -> {
            Tensor still = Tensors.of(new float[] {0.1f, 0.2f, 0.1f, 0.2f}, 2, 2);
            Tensor moving = Tensors.of(new float[] {0.1f, 0.2f, 0.9f, 0.2f}, 2, 2);
            Tensor nats = Tensors.of(new float[] {1f, 0.5f, 1f, 0.1f}, 2, 2);

            assertThat(LatentUse.of(moving, nats))
                    .isEqualTo(List.of("1 of 2 latent units are active, with 0.65 nats a unit (0.30 to 1.00)"));
            assertThat(LatentUse.of(still, nats)).hasSize(2);
            assertThat(LatentUse.of(still, nats).get(1)).startsWith("posterior collapse");
            return true;
        });
    }
}
