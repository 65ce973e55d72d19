package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The network of a coupling: two hidden layers; its outputs are 0 at first, so that a coupling begins as the identity. */
record Conditioner(int inputs, int hidden, int outputs) {
    ParameterLayout layout() {
        return new ParameterLayout()
                .linear("hidden-0", inputs, hidden)
                .linear("hidden-1", hidden, hidden)
                .silentLinear("output", hidden, outputs);
    }

    Tensor apply(Parameters parameters, Tensor input) {
        Tensor first = torch.relu(parameters.linear("hidden-0", input));
        Tensor second = torch.relu(parameters.linear("hidden-1", first));
        return parameters.linear("output", second);
    }
}
