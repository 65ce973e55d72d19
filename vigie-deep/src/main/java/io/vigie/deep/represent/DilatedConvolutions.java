package io.vigie.deep.represent;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows of a window seen together with the rows about them: a layer over the channels of each row, then convolutions of three
 * taps, each with a shorter way round it (He et al. 2016) and twice as far apart as the one before, until a row sees
 * {@code 2^(blocks + 1) - 1} rows. As many rows as went in come out; the first and last are repeated beyond the ends.
 *
 * @param inputs channels of a row
 * @param hidden channels of a row that come out
 * @param blocks convolutions
 */
record DilatedConvolutions(int inputs, int hidden, int blocks) {
    private static final int KERNEL = 3;

    ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout().linear("entry", inputs, hidden);
        for (int block = 0; block < blocks; block++) {
            layout.convolution("block-" + block, hidden, hidden, KERNEL);
        }
        return layout;
    }

    /** From what {@link #entry} gives or what was made of it: [batch, time, hidden], same shape. */
    Tensor blocks(Parameters parameters, Tensor entered) {
        Tensor rows = entered;
        for (int block = 0; block < blocks; block++) {
            int dilation = 1 << block;
            Tensor padded = Tensors.repeatEnds(rows, dilation, dilation);
            rows = rows.add(torch.relu(parameters.convolution("block-" + block, padded, dilation)));
        }
        return rows;
    }

    /** From [batch, time, input] to [batch, time, hidden], row by row. */
    Tensor entry(Parameters parameters, Tensor rows) {
        return parameters.linear("entry", rows);
    }

    /** From [batch, time, input] to [batch, time, hidden]. */
    Tensor rows(Parameters parameters, Tensor rows) {
        return blocks(parameters, entry(parameters, rows));
    }

    /** What is usual in a window, and what is largest: [batch, time, hidden] to [batch, 2 x hidden]. */
    static Tensor pooled(Tensor rows) {
        return torch.cat(new TensorVector(rows.mean(1), rows.amax(new long[] {1}, false)), 1);
    }
}
