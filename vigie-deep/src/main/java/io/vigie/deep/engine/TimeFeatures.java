package io.vigie.deep.engine;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What a network is told of a time between 0 and 1: the time, and its cosines and sines.
 *
 * @param waves frequencies: the longest has half a period, the others half a period more each
 */
public record TimeFeatures(int waves) {
    /** Numbers that a time becomes. */
    public int size() {
        return 1 + 2 * waves;
    }

    /**
     * @param times [row, 1]
     * @return [row, size]
     */
    public Tensor of(Tensor times) {
        float[] frequencies = new float[waves];
        for (int wave = 0; wave < waves; wave++) {
            frequencies[wave] = (float) (Math.PI * (wave + 1));
        }
        Tensor phases = times.mul(Tensors.like(times, frequencies, 1, waves));
        return torch.cat(new TensorVector(times, phases.cos(), phases.sin()), 1);
    }
}
