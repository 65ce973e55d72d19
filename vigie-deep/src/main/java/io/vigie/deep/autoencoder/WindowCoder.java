package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** Networks from windows to codes and back. */
public interface WindowCoder {
    /** Parameters of an encoder to {@code outputs} numbers. */
    ParameterLayout encoder(int outputs);

    /**
     * @param parameters of one {@link #encoder}
     * @param windows [batch, channel, time]
     * @return [batch, outputs]
     */
    Tensor encode(Parameters parameters, Tensor windows);

    /** Parameters of a decoder from {@code inputs} numbers to {@code outputs} rows of a window's length. */
    ParameterLayout decoder(int inputs, int outputs);

    /**
     * @param parameters of one {@link #decoder}
     * @param codes [batch, inputs]
     * @return [batch, outputs, time]
     */
    Tensor decode(Parameters parameters, Tensor codes);
}
