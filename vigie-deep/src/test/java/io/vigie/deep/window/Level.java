package io.vigie.deep.window;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Learns the level of each channel; its cells are squared distances from it, weighted by their position from 1 on. */
record Level(int window, int stride, Alignment alignment, int smoothing) implements CellDetector {
    @Override
    public String id() {
        return "level";
    }

    @Override
    public Descriptor descriptor() {
        return described("Distance from the level", "none");
    }

    @Override
    public double noiseFloor() {
        return 0.05;
    }

    @Override
    public int epochs() {
        return 30;
    }

    @Override
    public int maxSteps() {
        return 300;
    }

    @Override
    public double learningRate() {
        return 0.02;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new CellModel() {
            @Override
            public String name() {
                return id();
            }

            @Override
            public ParameterLayout layout() {
                return new ParameterLayout().add("level", Initial.zeros(), range.channels(), 1);
            }

            @Override
            public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
                return windows.sub(parameters.get("level")).square().mean(2);
            }

            @Override
            public Tensor cells(Parameters parameters, Tensor windows) {
                float[] weights = new float[window];
                for (int t = 0; t < window; t++) {
                    weights[t] = t + 1;
                }
                return windows.sub(parameters.get("level")).square().mul(Tensor.create(weights, window));
            }

            @Override
            public Expected expected(Parameters parameters, Tensor windows) {
                return new Expected(parameters.get("level").expand_as(windows), null);
            }

            @Override
            public List<String> findings(Parameters parameters, Tensor windows) {
                return List.of(windows.size(0) + " windows were held out");
            }
        };
    }
}
