package io.vigie.deep.forecast;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What {@link Cnn} looks at history with: three convolutions, then a layer over all positions that are left. */
public record Convolutions(int window, double dropout) implements Forecaster {
    /** The receptive field with one position left after the convolutions. */
    public static final int SHORTEST_WINDOW = 18;

    /** Names of {@link #layers}. */
    static final List<String> LAYERS = List.of("convolution-0", "convolution-1", "convolution-2", "hidden");

    private static final int[] FILTERS = {32, 32, 40};
    private static final int[] KERNELS = {4, 4, 3};
    private static final int HIDDEN = 64;
    private static final int POSITION_STRIDE = 8; // three strides of 2

    @Override
    public void addTo(ParameterLayout layout, int channels) {
        int inputs = channels;
        for (int i = 0; i < FILTERS.length; i++) {
            layout.convolution("convolution-" + i, inputs, FILTERS[i], KERNELS[i]);
            inputs = FILTERS[i];
        }
        layout.convolution("hidden", inputs, HIDDEN, positions());
    }

    private int positions() {
        return (window - SHORTEST_WINDOW) / POSITION_STRIDE + 1;
    }

    @Override
    public int features() {
        return HIDDEN;
    }

    @Override
    public Tensor features(Parameters parameters, Tensor history, @Nullable Noise noise) {
        Tensor hidden = hidden(parameters, convolved(parameters, history));
        return noise != null && dropout > 0 ? hidden.mul(noise.dropout(dropout, hidden.shape())) : hidden;
    }

    @Override
    public List<Tensor> layers(Parameters parameters, Tensor history) {
        List<Tensor> layers = new ArrayList<>(convolved(parameters, history));
        layers.add(hidden(parameters, layers).flatten(1, 2)); // a window has one row of it
        return layers;
    }

    private List<Tensor> convolved(Parameters parameters, Tensor history) {
        int field = SHORTEST_WINDOW + POSITION_STRIDE * (positions() - 1); // of the window's rows, the newest
        int unused = window - field;
        Tensor features = history.narrow(1, unused, history.size(1) - unused);
        List<Tensor> convolved = new ArrayList<>();
        for (int i = 0; i < FILTERS.length; i++) {
            features = torch.relu(parameters.convolution("convolution-" + i, features, 1 << i));
            convolved.add(features);
        }
        return convolved;
    }

    private static Tensor hidden(Parameters parameters, List<Tensor> convolved) {
        Tensor features = convolved.get(FILTERS.length - 1);
        return torch.relu(parameters.convolution("hidden", features, POSITION_STRIDE));
    }
}
