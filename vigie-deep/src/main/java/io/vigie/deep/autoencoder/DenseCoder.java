package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two hidden layers each way, of {@code hidden} and half as many units; the wider one is next to the window. */
record DenseCoder(int channels, int window, int hidden) implements WindowCoder {
    private int narrow() {
        return Math.max(1, hidden / 2);
    }

    @Override
    public ParameterLayout encoder(int outputs) {
        return new ParameterLayout()
                .linear("wide", channels * window, hidden)
                .linear("narrow", hidden, narrow())
                .linear("code", narrow(), outputs);
    }

    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        Tensor wide = torch.relu(parameters.linear("wide", windows.flatten(1, 2)));
        Tensor narrow = torch.relu(parameters.linear("narrow", wide));
        return List.of(wide, narrow, parameters.linear("code", narrow));
    }

    @Override
    public ParameterLayout decoder(int inputs, int outputs) {
        return new ParameterLayout()
                .linear("narrow", inputs, narrow())
                .linear("wide", narrow(), hidden)
                .linear("window", hidden, outputs * window);
    }

    @Override
    public Tensor decode(Parameters parameters, Tensor codes) {
        Tensor narrow = torch.relu(parameters.linear("narrow", codes));
        Tensor values = parameters.linear("window", torch.relu(parameters.linear("wide", narrow)));
        return values.view(values.size(0), values.size(1) / window, window);
    }
}
