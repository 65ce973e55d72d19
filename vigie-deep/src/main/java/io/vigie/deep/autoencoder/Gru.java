package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A gated recurrent layer (Cho et al. 2014), whose state is 0 before the first row. */
public record Gru(int inputs, int hidden) {
    private static final int GATES = 3;

    /** Parameters of {@link #states}. */
    public ParameterLayout layout() {
        Initial initial = Initial.uniform(hidden);
        return new ParameterLayout()
                .add("input.weight", initial, GATES * hidden, inputs)
                .add("state.weight", initial, GATES * hidden, hidden)
                .add("input.bias", initial, GATES * hidden)
                .add("state.bias", initial, GATES * hidden);
    }

    /**
     * @param rows [batch, time, input]
     * @return states [batch, time, hidden]
     */
    public Tensor states(Parameters parameters, Tensor rows) {
        int batch = Math.toIntExact(rows.size(0));
        Tensor before = Tensors.like(rows, new float[batch * hidden], 1, batch, hidden);
        TensorVector weights = Tensors.recurrent(
                parameters.get("input.weight"),
                parameters.get("state.weight"),
                parameters.get("input.bias"),
                parameters.get("state.bias"));
        // as in training, which differs by dropout alone and there is none: cuDNN has no gradient for anything else
        return torch.gru(rows, before, weights, true, 1, 0, true, false, true).get0();
    }
}
