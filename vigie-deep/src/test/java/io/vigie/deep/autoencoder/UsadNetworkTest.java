package io.vigie.deep.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class UsadNetworkTest {
    private static final double PROGRESS = 0.4;

    private final TrainingWindows windows = new TrainingWindows(List.of(AutoencoderData.factors(1, 200)), 8, 0, 0);
    private final ChannelRange range = ChannelRange.of(windows);
    private final Usad options = new Usad();
    private final UsadNetwork network = new UsadNetwork(AutoencoderData.small(options), range);

    @Test
    void eachPartDescendsThePapersLossOfIts() {
        ParameterLayout layout = network.layout();
        float[] values = layout.initial(RunContext.defaults().random("usad"));
        double share = network.plainShare(PROGRESS);
        assertThat(share).isEqualTo(1 / (1 + PROGRESS * options.epochs()));
        TorchRuntime.differentiate(() -> {
            Parameters parameters = Parameters.leaves(layout, values);
            Tensor batch = Tensors.of(windows.spreadTrain(32), 32, 4, 8);
            Tensor ours = network.losses(parameters, batch, new Noise(1, Device.CPU, PROGRESS))
                    .sum();
            double[][] found = gradients(ours, parameters);

            // equations 7 and 8, written out
            Tensor once = network.first(parameters, batch);
            Tensor plainSecond = error(batch, network.second(parameters, batch));
            Tensor adversarial = error(batch, network.second(parameters, once));
            Tensor one = Tensors.times(error(batch, once), share).add(Tensors.times(adversarial, 1 - share));
            Tensor two = Tensors.times(plainSecond, share).sub(Tensors.times(adversarial, 1 - share));
            double[][] first = gradients(one, parameters);
            double[][] second = gradients(two, parameters);
            String[] names = layout.toString().split(" (?=[a-z])");
            for (int i = 0; i < names.length; i++) {
                for (int k = 0; k < found[i].length; k++) {
                    double expected = names[i].startsWith("decoder-1")
                            ? first[i][k]
                            : names[i].startsWith("decoder-2") ? second[i][k] : first[i][k] + second[i][k];
                    assertThat(found[i][k]).as(names[i]).isCloseTo(expected, within(1e-4 + 1e-3 * Math.abs(expected)));
                }
            }
            assertThat(ours.item_double())
                    .isCloseTo(one.add(two).item_double(), within(1e-4 * Math.abs(ours.item_double())));
            return true;
        });
    }

    private static Tensor error(Tensor windows, Tensor reconstructed) {
        return windows.sub(reconstructed).square().mean(2).sum();
    }

    private static double[][] gradients(Tensor loss, Parameters parameters) {
        Tensor[] all = parameters.all();
        TensorVector found = torch.grad(
                new TensorVector(loss), new TensorVector(all), new TensorVector(), new BoolOptional(true), false, true);
        double[][] gradients = new double[all.length][];
        for (int i = 0; i < all.length; i++) {
            Tensor gradient = found.get(i);
            gradients[i] = gradient.defined() ? Tensors.doubles(gradient) : new double[Math.toIntExact(all[i].numel())];
        }
        return gradients;
    }
}
