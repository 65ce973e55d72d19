package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention over the rows of each channel and over the channels of each row, by turns (Tashiro et al., CSDI, NeurIPS 2021,
 * section 4.3). Four rows of a channel are one token, which theirs are not: 38 channels and 64 rows are 608 tokens. Two
 * layers of four heads; layer normalisation goes before rather than after (Xiong et al., ICML 2020). The first row is
 * repeated until four divide the rows.
 */
record CellTransformer(DenoiserShape shape) implements Denoiser {
    private static final int PATCH = 4; // rows in a token
    private static final int LAYERS = 2;
    private static final int HEADS = 4;
    private static final int WIDENING = 2; // of the dense layers

    CellTransformer {
        if (shape.hidden() % HEADS != 0) {
            shape = new DenoiserShape(
                    shape.channels(), shape.planes(), shape.window(), (shape.hidden() + HEADS - 1) / HEADS * HEADS);
        }
    }

    private int positions() {
        return (shape.window() + PATCH - 1) / PATCH;
    }

    @Override
    public ParameterLayout layout() {
        int hidden = shape.hidden();
        ParameterLayout layout = new ParameterLayout()
                .linear("in", shape.planes() * PATCH, hidden)
                .linear("time", TimedBlock.TIME.size(), hidden)
                .add("channel", Initial.uniform(hidden), shape.channels(), hidden)
                .add("position", Initial.uniform(hidden), positions(), hidden);
        for (int layer = 0; layer < LAYERS; layer++) {
            layout.addAll("rows-" + layer, attention())
                    .addAll("channels-" + layer, attention())
                    .addAll(
                            "dense-" + layer,
                            new ParameterLayout()
                                    .linear("wide", hidden, WIDENING * hidden)
                                    .silentLinear("out", WIDENING * hidden, hidden));
        }
        return layout.silentLinear("out", hidden, PATCH).addAll("beside", TimedBlock.stretch(shape.channels()));
    }

    private ParameterLayout attention() {
        return new ParameterLayout()
                .linear("asked", shape.hidden(), 3 * shape.hidden())
                .silentLinear("out", shape.hidden(), shape.hidden());
    }

    @Override
    public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
        long batch = windows.size(0);
        int channels = shape.channels();
        int planes = shape.planes();
        int window = shape.window();
        int padding = positions() * PATCH - window;
        Tensor time = TimedBlock.TIME.of(times);
        Tensor padded = windows;
        if (padding > 0) {
            Tensor first = windows.narrow(2, 0, 1).expand(batch, windows.size(1), padding);
            padded = torch.cat(new TensorVector(first, windows), 2);
        }
        // [batch, plane, channel, position, row of it] to [batch, channel, position, plane x row]
        Tensor patches = padded.reshape(batch, planes, channels, positions(), PATCH)
                .permute(0, 2, 3, 1, 4)
                .reshape(batch, channels, positions(), (long) planes * PATCH);
        Tensor tokens = parameters
                .linear("in", patches)
                .add(parameters.linear("time", time).unsqueeze(1).unsqueeze(1))
                .add(parameters.get("channel").unsqueeze(1))
                .add(parameters.get("position"));
        for (int layer = 0; layer < LAYERS; layer++) {
            tokens = tokens.add(attend(parameters.part("rows-" + layer), tokens));
            Tensor turned = tokens.transpose(1, 2);
            tokens = tokens.add(
                    attend(parameters.part("channels-" + layer), turned).transpose(1, 2));
            Parameters dense = parameters.part("dense-" + layer);
            tokens = tokens.add(dense.linear("out", torch.silu(dense.linear("wide", Tensors.normalised(tokens)))));
        }
        return parameters
                .linear("out", Tensors.normalised(tokens))
                .reshape(batch, channels, (long) positions() * PATCH)
                .narrow(2, padding, window)
                .add(TimedBlock.stretched(parameters.part("beside"), windows, time, channels));
    }

    /** Attention among the tokens of the third dimension of [batch, group, token, hidden]. */
    private Tensor attend(Parameters parameters, Tensor tokens) {
        long groups = tokens.size(1);
        long count = tokens.size(2);
        int head = shape.hidden() / HEADS;
        Tensor asked = parameters
                .linear("asked", Tensors.normalised(tokens))
                .reshape(tokens.size(0) * groups, count, 3, HEADS, head)
                .permute(2, 0, 3, 1, 4); // [3, group, head, token, unit]
        Tensor scores = Tensors.times(
                torch.matmul(asked.select(0, 0), asked.select(0, 1).transpose(2, 3)), 1 / Math.sqrt(head));
        Tensor heard = torch.matmul(scores.softmax(3), asked.select(0, 2))
                .transpose(1, 2)
                .reshape(tokens.size(0), groups, count, shape.hidden());
        return parameters.linear("out", heard);
    }
}
