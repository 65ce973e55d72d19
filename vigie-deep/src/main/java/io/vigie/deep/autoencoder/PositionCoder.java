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
public record PositionCoder(int channels, int window, int hidden) {
    private static final int KERNEL = 3;
    private static final int OUTER = 4; // rows in one position of the outer convolution
    private static final int INNER = 2;

    /** Positions of a window. */
    public int positions() {
        return (window + OUTER * INNER - 1) / (OUTER * INNER);
    }

    private int padding() {
        return positions() * OUTER * INNER - window;
    }

    /** Parameters of {@link #layers}. */
    public ParameterLayout encoder() {
        return new ParameterLayout()
                .convolution("outer", OUTER * channels, hidden, KERNEL)
                .convolution("inner", INNER * hidden, hidden, KERNEL);
    }

    /**
     * The two layers of an encoder, above 0.
     *
     * @param windows [batch, channel, time]
     * @return the last [batch, position, hidden]
     */
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        Tensor rows = Tensors.repeatEnds(windows.transpose(1, 2), padding(), 0);
        Tensor outer = torch.relu(convolution(parameters, "outer", Tensors.fold(rows, OUTER)));
        return List.of(outer, torch.relu(convolution(parameters, "inner", Tensors.fold(outer, INNER))));
    }

    /**
     * Adds the parameters of {@link #decode}.
     *
     * @param outputs values of a row
     */
    public ParameterLayout addDecoder(ParameterLayout layout, int outputs) {
        return layout.convolution("inner", hidden, INNER * hidden, KERNEL)
                .convolution("outer", hidden, OUTER * outputs, KERNEL);
    }

    /**
     * @param positions [batch, position, hidden]
     * @return [batch, output, time]
     */
    public Tensor decode(Parameters parameters, Tensor positions) {
        Tensor inner = torch.relu(Tensors.unfold(convolution(parameters, "inner", positions), INNER));
        Tensor rows = Tensors.unfold(convolution(parameters, "outer", inner), OUTER);
        return rows.narrow(1, padding(), window).transpose(1, 2);
    }

    /** As many rows as before: the first and the last are repeated. */
    private static Tensor convolution(Parameters parameters, String name, Tensor rows) {
        return parameters.convolution(name, Tensors.repeatEnds(rows, KERNEL / 2, KERNEL / 2), 1);
    }
}
