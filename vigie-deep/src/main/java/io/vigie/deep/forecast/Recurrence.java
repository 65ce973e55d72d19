package io.vigie.deep.forecast;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What {@link Lstm} looks at history with: long short-term memory that is empty where a stretch begins. */
record Recurrence(int window, int hidden, int layers, double dropout) implements Forecaster {
    private static final int GATES = 4; // input, forget, cell, output: the order of libtorch

    @Override
    public void addTo(ParameterLayout layout, int channels) {
        int inputs = channels;
        for (int i = 0; i < layers; i++) {
            layout.add("lstm-" + i + ".input", Initial.uniform(hidden), GATES * hidden, inputs);
            layout.add("lstm-" + i + ".recurrent", Initial.uniform(hidden), GATES * hidden, hidden);
            layout.add("lstm-" + i + ".bias", remembering(), GATES * hidden);
            inputs = hidden;
        }
    }

    /** Zeros, but 1 for the forget gate: memory is kept until a network learns to forget (Jozefowicz et al. 2015). */
    private Initial remembering() {
        return (values, from, to, random) -> {
            for (int i = from; i < to; i++) {
                values[i] = (i - from) / hidden == 1 ? 1 : 0;
            }
        };
    }

    @Override
    public int features() {
        return hidden;
    }

    @Override
    public Tensor features(Parameters parameters, Tensor history, @Nullable Noise noise) {
        int batch = Math.toIntExact(history.size(0));
        int biases = GATES * hidden;
        int memory = layers * batch * hidden;
        Tensor empty = Tensors.like(history, new float[memory], layers, batch, hidden);
        Tensor silent = Tensors.like(history, new float[biases], biases); // one bias is enough
        Tensor[] weights = new Tensor[4 * layers];
        for (int i = 0; i < layers; i++) {
            weights[4 * i] = parameters.get("lstm-" + i + ".input");
            weights[4 * i + 1] = parameters.get("lstm-" + i + ".recurrent");
            weights[4 * i + 2] = parameters.get("lstm-" + i + ".bias");
            weights[4 * i + 3] = silent;
        }
        Tensor output = torch.lstm(
                        history.contiguous(),
                        new TensorVector(empty, empty),
                        Tensors.recurrent(weights),
                        true,
                        layers,
                        0,
                        noise != null,
                        false,
                        true)
                .get0();
        Tensor features = output.narrow(1, window - 1L, output.size(1) - window + 1);
        return noise != null && dropout > 0 ? features.mul(noise.dropout(dropout, features.shape())) : features;
    }
}
