package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A {@link PositionCoder} whose positions are joined to one code by a dense layer each way. */
record ConvolutionCoder(int channels, int window, int hidden) implements WindowCoder {
    private PositionCoder convolutions() {
        return new PositionCoder(channels, window, hidden);
    }

    @Override
    public ParameterLayout encoder(int outputs) {
        return convolutions().encoder().linear("code", convolutions().positions() * hidden, outputs);
    }

    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        List<Tensor> layers = new ArrayList<>(convolutions().layers(parameters, windows));
        layers.add(parameters.linear("code", layers.get(1).flatten(1, 2)));
        return layers;
    }

    @Override
    public ParameterLayout decoder(int inputs, int outputs) {
        ParameterLayout layout =
                new ParameterLayout().linear("positions", inputs, convolutions().positions() * hidden);
        return convolutions().addDecoder(layout, outputs);
    }

    @Override
    public Tensor decode(Parameters parameters, Tensor codes) {
        Tensor positions = torch.relu(parameters.linear("positions", codes))
                .view(codes.size(0), convolutions().positions(), hidden);
        return convolutions().decode(parameters, positions);
    }
}
