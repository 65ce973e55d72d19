package io.vigie.deep.diffusion;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Residual convolutions at full resolution whose reach doubles from one to the next (Kong et al., DiffWave, ICLR 2021). */
record DilatedDenoiser(DenoiserShape shape) implements Denoiser {
    private static final int LAYERS = 4;

    private TimedBlock block(int layer) {
        return new TimedBlock(shape.hidden(), 1 << layer);
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout().linear("in", shape.inputs(), shape.hidden());
        for (int layer = 0; layer < LAYERS; layer++) {
            layout.addAll("block-" + layer, block(layer).layout());
        }
        return layout.silentLinear("out", shape.hidden(), shape.channels())
                .addAll("beside", TimedBlock.stretch(shape.channels()));
    }

    @Override
    public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
        Tensor time = TimedBlock.TIME.of(times);
        Tensor rows = parameters.linear("in", windows.transpose(1, 2));
        for (int layer = 0; layer < LAYERS; layer++) {
            rows = block(layer).apply(parameters.part("block-" + layer), rows, time);
        }
        return parameters
                .linear("out", torch.silu(rows))
                .transpose(1, 2)
                .add(TimedBlock.stretched(parameters.part("beside"), windows, time, shape.channels()));
    }
}
