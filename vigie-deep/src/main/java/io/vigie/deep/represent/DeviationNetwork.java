package io.vigie.deep.represent;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.oneclass.LabelledWindows;
import io.vigie.deep.oneclass.OutlierKind;
import io.vigie.deep.oneclass.PlantedOutliers;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The network of {@link Deviation} and {@link DevNet}: the last hidden layer is the features, its weighted sum the deviation. */
final class DeviationNetwork implements EncoderNetwork {
    /**
     * What an anomaly's deviation should at least be, in standard deviations of the reference scores (Pang et al. 2019,
     * section 4.2).
     */
    static final double CONFIDENT = 5;

    private static final int BLOCKS = 5; // a row sees 63 rows
    private static final int LABELLED = 8; // labelled windows beside a part of a batch

    private final String name;
    private final DeviationSettings settings;
    private final int channels;
    private final LabelledWindows labelled;
    private final DilatedConvolutions convolutions;
    private final PlantedOutliers outliers;

    DeviationNetwork(String name, DeviationSettings settings, int channels, LabelledWindows labelled) {
        this.name = name;
        this.settings = settings;
        this.channels = channels;
        this.labelled = labelled;
        this.convolutions = new DilatedConvolutions(channels, settings.hidden(), BLOCKS);
        this.outliers = new PlantedOutliers(settings.planted(), settings.noiseFloor(), List.of(OutlierKind.values()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int features() {
        return settings.hidden();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("rows", convolutions.layout())
                .linear("features", 2 * settings.hidden(), settings.hidden())
                .linear("deviation", settings.hidden(), 1);
    }

    @Override
    public Tensor features(Parameters parameters, Tensor windows) {
        Tensor rows = convolutions.rows(
                parameters.part("rows"), windows.transpose(1, 2).asinh());
        return torch.relu(parameters.linear("features", DilatedConvolutions.pooled(rows)));
    }

    /**
     * How many standard deviations the scores of windows lie above those of normal ones.
     *
     * @param windows [batch, channel, time]
     * @return [batch]
     */
    Tensor deviations(Parameters parameters, Tensor windows) {
        return parameters.linear("deviation", features(parameters, windows)).squeeze(1);
    }

    @Override
    public Tensor batchLosses(Parameters parameters, Tensor windows, Noise noise) {
        PlantedOutliers.Planted planted = outliers.into(windows, noise.generator());
        Tensor anomalous = planted.mask().sum(1, 2).sign();
        Tensor deviations = deviations(parameters, planted.windows());
        Tensor normal = deviations.abs().mul(Tensors.plus(anomalous.neg(), 1));
        Tensor losses = normal.add(missed(deviations).mul(anomalous));
        return (labelled.isEmpty() ? losses : losses.add(labelledLoss(parameters, windows, noise))).unsqueeze(1);
    }

    private Tensor labelledLoss(Parameters parameters, Tensor windows, Noise noise) {
        LabelledWindows.Drawn drawn = labelled.draw(LABELLED, noise.generator());
        long rows = drawn.windows().length / ((long) LABELLED * channels);
        Tensor given = Tensors.like(windows, drawn.windows(), LABELLED, channels, rows);
        return missed(deviations(parameters, given)).mean();
    }

    private static Tensor missed(Tensor deviations) {
        return torch.relu(Tensors.plus(deviations.neg(), CONFIDENT));
    }
}
