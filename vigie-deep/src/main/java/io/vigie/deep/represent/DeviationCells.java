package io.vigie.deep.represent;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.Occlusion;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The deviation of a window as that of its cells, for {@link DevNet}. */
record DeviationCells(DeviationNetwork network, int window) implements CellModel {
    private static final long UNTRAINED = 20_190_804; // any; what a trained network is compared with

    @Override
    public String name() {
        return network.name();
    }

    @Override
    public ParameterLayout layout() {
        return network.layout();
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        return network.losses(parameters, windows, noise);
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor parts = Occlusion.parts(windows, above(parameters, windows), without -> above(parameters, without));
        return parts.unsqueeze(2).expand(windows.size(0), windows.size(1), window);
    }

    private Tensor above(Parameters parameters, Tensor windows) {
        return torch.softplus(network.deviations(parameters, windows));
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        ParameterLayout layout = network.layout();
        Parameters untrained = Parameters.of(layout, layout.initial(new SplittableRandom(UNTRAINED)));
        return FeatureUse.of(network.features(parameters, windows), network.features(untrained, windows))
                .told();
    }
}
