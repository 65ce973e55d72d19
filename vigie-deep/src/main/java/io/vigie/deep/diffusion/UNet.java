package io.vigie.deep.diffusion;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Convolutions at two resolutions (Ronneberger et al., U-Net, 2015): rows are folded four into one position, then two, and unfolded
 * again, what was known before the second folding added to what comes back. The first row is repeated until eight divide
 * the rows.
 */
record UNet(DenoiserShape shape) implements Denoiser {
    private static final int OUTER = 4; // rows in one position
    private static final int INNER = 2;

    private TimedBlock block() {
        return new TimedBlock(shape.hidden(), 1);
    }

    @Override
    public ParameterLayout layout() {
        int hidden = shape.hidden();
        return new ParameterLayout()
                .convolution("in", OUTER * shape.inputs(), hidden, TimedBlock.KERNEL)
                .addAll("first", block().layout())
                .linear("down", INNER * hidden, hidden)
                .addAll("coarse-0", block().layout())
                .addAll("coarse-1", block().layout())
                .linear("up", hidden, INNER * hidden)
                .addAll("last", block().layout())
                .silentLinear("out", TimedBlock.KERNEL * hidden, OUTER * shape.channels())
                .addAll("beside", TimedBlock.stretch(shape.channels()));
    }

    @Override
    public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
        int window = shape.window();
        int positions = (window + OUTER * INNER - 1) / (OUTER * INNER);
        int padding = positions * OUTER * INNER - window;
        Tensor time = TimedBlock.TIME.of(times);
        Tensor folded = Tensors.fold(Tensors.repeatEnds(windows.transpose(1, 2), padding, 0), OUTER);
        Tensor outer = TimedBlock.convolution(parameters, "in", folded, 1);
        Tensor fine = block().apply(parameters.part("first"), outer, time);
        Tensor coarse = parameters.linear("down", Tensors.fold(fine, INNER));
        coarse = block().apply(parameters.part("coarse-0"), coarse, time);
        coarse = block().apply(parameters.part("coarse-1"), coarse, time);
        Tensor joined = fine.add(Tensors.unfold(parameters.linear("up", coarse), INNER));
        Tensor last = torch.silu(block().apply(parameters.part("last"), joined, time));
        Tensor rows = Tensors.unfold(TimedBlock.convolution(parameters, "out", last, 1), OUTER);
        return rows.narrow(1, padding, window)
                .transpose(1, 2)
                .add(TimedBlock.stretched(parameters.part("beside"), windows, time, shape.channels()));
    }
}
