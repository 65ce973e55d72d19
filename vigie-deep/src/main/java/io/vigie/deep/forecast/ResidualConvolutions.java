package io.vigie.deep.forecast;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tcn} looks at history with: blocks of two dilated convolutions beside a shortcut, each looking twice as far as
 * the one before.
 */
record ResidualConvolutions(int window, int hidden, double dropout) implements Forecaster {
    /** Rows that one block sees. */
    static final int SHORTEST_WINDOW = 5;

    private static final int KERNEL = 3;

    @Override
    public void addTo(ParameterLayout layout, int channels) {
        layout.linear("entry", channels, hidden);
        for (int block = 0; block < blocks(); block++) {
            addNormalized(layout, "block-" + block + ".first");
            addNormalized(layout, "block-" + block + ".second");
        }
    }

    private void addNormalized(ParameterLayout layout, String name) {
        layout.convolution(name, hidden, hidden, KERNEL);
        layout.add(name + ".gain", Initial.constant(1), hidden);
    }

    private int blocks() {
        int blocks = 1;
        while (field(blocks + 1) <= window) {
            blocks++;
        }
        return blocks;
    }

    /** Rows that so many blocks see. */
    private static int field(int blocks) {
        return 1 + 2 * (KERNEL - 1) * ((1 << blocks) - 1);
    }

    @Override
    public int features() {
        return hidden;
    }

    @Override
    public Tensor features(Parameters parameters, Tensor history, @Nullable Noise noise) {
        int unused = window - field(blocks());
        Tensor features = parameters.linear("entry", history.narrow(1, unused, history.size(1) - unused));
        for (int block = 0; block < blocks(); block++) {
            String name = "block-" + block;
            Tensor inner = normalized(parameters, name + ".first", features, 1 << block, noise);
            inner = normalized(parameters, name + ".second", inner, 1 << block, noise);
            long count = inner.size(1);
            features = torch.relu(inner.add(features.narrow(1, features.size(1) - count, count)));
        }
        return features;
    }

    /** A convolution whose kernels have a learned length (Salimans and Kingma, Weight normalization, 2016). */
    private Tensor normalized(
            Parameters parameters, String name, Tensor features, int dilation, @Nullable Noise noise) {
        Tensor direction = parameters.get(name + ".weight");
        Tensor length = direction.square().sum(1).sqrt().unsqueeze(1);
        Tensor weight =
                direction.mul(parameters.get(name + ".gain").unsqueeze(1).div(length));
        Tensor output = torch.relu(Parameters.convolution(features, weight, parameters.get(name + ".bias"), dilation));
        return noise != null && dropout > 0 ? output.mul(noise.dropout(dropout, output.shape())) : output;
    }
}
