package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Networks from windows to codes and back. */
public interface WindowCoder {
    /** Parameters of an encoder to {@code outputs} numbers. */
    ParameterLayout encoder(int outputs);

    /**
     * Layers of an encoder, those of {@link WindowArchitecture#layers}; the last are the codes.
     *
     * @param parameters of one {@link #encoder}
     * @param windows [batch, channel, time]
     * @return each [batch, unit] or [batch, row, unit], the last [batch, outputs]
     */
    List<Tensor> layers(Parameters parameters, Tensor windows);

    /**
     * @param parameters of one {@link #encoder}
     * @param windows [batch, channel, time]
     * @return [batch, outputs]
     */
    default Tensor encode(Parameters parameters, Tensor windows) {
        List<Tensor> layers = layers(parameters, windows);
        return layers.get(layers.size() - 1);
    }

    /** Parameters of a decoder from {@code inputs} numbers to {@code outputs} rows of a window's length. */
    ParameterLayout decoder(int inputs, int outputs);

    /**
     * @param parameters of one {@link #decoder}
     * @param codes [batch, inputs]
     * @return [batch, outputs, time]
     */
    Tensor decode(Parameters parameters, Tensor codes);
}
