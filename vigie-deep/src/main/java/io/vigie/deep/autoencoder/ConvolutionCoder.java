package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Two convolutions of three taps each way, over rows folded four, then two, to one position. Folding rows into channels and
 * back (space to depth; Shi et al. 2016) are strided and transposed convolutions without their checkerboards. The first row
 * is repeated until eight divide the rows.
 */
record ConvolutionCoder(int channels, int window, int hidden) implements WindowCoder {
    private static final int KERNEL = 3;
    private static final int OUTER = 4; // rows in one position of the outer convolution
    private static final int INNER = 2;

    private int positions() {
        return (window + OUTER * INNER - 1) / (OUTER * INNER);
    }

    private int padding() {
        return positions() * OUTER * INNER - window;
    }

    @Override
    public ParameterLayout encoder(int outputs) {
        return new ParameterLayout()
                .convolution("outer", OUTER * channels, hidden, KERNEL)
                .convolution("inner", INNER * hidden, hidden, KERNEL)
                .linear("code", positions() * hidden, outputs);
    }

    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        Tensor rows = Tensors.repeatEnds(windows.transpose(1, 2), padding(), 0);
        Tensor outer = torch.relu(convolution(parameters, "outer", Tensors.fold(rows, OUTER)));
        Tensor inner = torch.relu(convolution(parameters, "inner", Tensors.fold(outer, INNER)));
        return List.of(outer, inner, parameters.linear("code", inner.flatten(1, 2)));
    }

    @Override
    public ParameterLayout decoder(int inputs, int outputs) {
        return new ParameterLayout()
                .linear("positions", inputs, positions() * hidden)
                .convolution("inner", hidden, INNER * hidden, KERNEL)
                .convolution("outer", hidden, OUTER * outputs, KERNEL);
    }

    @Override
    public Tensor decode(Parameters parameters, Tensor codes) {
        Tensor positions = torch.relu(parameters.linear("positions", codes)).view(codes.size(0), positions(), hidden);
        Tensor inner = torch.relu(Tensors.unfold(convolution(parameters, "inner", positions), INNER));
        Tensor rows = Tensors.unfold(convolution(parameters, "outer", inner), OUTER);
        return rows.narrow(1, padding(), window).transpose(1, 2);
    }

    /** As many rows as before: the first and the last are repeated. */
    private static Tensor convolution(Parameters parameters, String name, Tensor rows) {
        return parameters.convolution(name, Tensors.repeatEnds(rows, KERNEL / 2, KERNEL / 2), 1);
    }
}
