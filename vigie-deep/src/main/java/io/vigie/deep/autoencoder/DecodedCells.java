package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Independent normal distributions of cells, as a decoder gives them. */
record DecodedCells(Tensor location, Tensor deviation) {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /**
     * @param outputs locations, then what deviations are the softplus of, side by side
     * @param dimension where they are side by side
     * @param floor least deviation
     */
    static DecodedCells of(Tensor outputs, int dimension, double floor) {
        long half = outputs.size(dimension) / 2;
        Tensor deviation = Tensors.plus(torch.softplus(outputs.narrow(dimension, half, half)), floor);
        return new DecodedCells(outputs.narrow(dimension, 0, half), deviation);
    }

    /** Negative log densities. */
    Tensor nats(Tensor cells) {
        Tensor squared = cells.sub(location).div(deviation).square();
        return Tensors.plus(Tensors.times(squared, 0.5).add(deviation.log()), HALF_LOG_TWO_PI);
    }
}
