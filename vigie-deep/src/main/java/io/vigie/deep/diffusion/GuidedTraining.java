package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.oneclass.LabelledWindows;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Density and classifier of a {@link CounterfactualNetwork}, learned side by side: they share no parameter, only the length that
 * gradients are clipped to.
 *
 * @param labelled at least one
 */
record GuidedTraining(CounterfactualNetwork model, LabelledWindows labelled) implements Network {
    private static final int LABELLED = 8; // labelled windows beside a part of a batch

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public ParameterLayout layout() {
        return model.layout();
    }

    /**
     * Those of the density and, where they are learned from, of the classifier. They are measured without: of unlabelled
     * anomalies among held-out windows a classifier is wrong the more the better it is, which would end the training of both.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor losses = model.losses(parameters, windows, noise);
        if (noise == null) {
            return losses;
        }
        LabelledWindows.Drawn drawn = labelled.draw(LABELLED, noise.generator());
        long channels = windows.size(1);
        long window = windows.size(2);
        Tensor shown = Tensors.like(windows, drawn.windows(), LABELLED, channels, window);
        Tensor rows = Tensors.like(windows, drawn.rows(), LABELLED, window);
        Tensor wrong = model.classifierLosses(parameters, windows, shown, rows, noise);
        return losses.add(Tensors.times(wrong, 1.0 / channels).unsqueeze(1));
    }
}
