package io.vigie.deep.oneclass;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.detect.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link Fcdd}: convolutions of three taps, each but the first with a shorter way round it (He et al. 2016), and
 * the heat of every cell. Values are read through the inverse hyperbolic sine, which is linear about 0 and a logarithm far
 * off, so that heat stays within bounds wherever a value goes.
 */
final class FcddNetwork implements CellModel {
    /** Rows that the heat of a cell depends on. */
    static final int FIELD = 31;

    private static final int KERNEL = 3;
    private static final int[] DILATIONS = {1, 2, 4, 8};
    private static final List<OutlierKind> KINDS = List.of(
            OutlierKind.SPIKE,
            OutlierKind.SHIFT,
            OutlierKind.DRIFT,
            OutlierKind.NOISE_BURST,
            OutlierKind.FROZEN,
            OutlierKind.STUCK,
            OutlierKind.SWAPPED,
            OutlierKind.FOREIGN);
    private static final int LABELLED = 8; // labelled windows beside a part of a batch
    private static final long MEASURED =
            20_210_504; // any; what is planted when the loss is measured is the same each time
    private static final double LEAST_HEAT = 1e-6; // keeps the logarithm finite

    private final Fcdd options;
    private final int channels;
    private final LabelledWindows labelled;
    private final PlantedOutliers outliers;

    FcddNetwork(Fcdd options, int channels, LabelledWindows labelled) {
        this.options = options;
        this.channels = channels;
        this.labelled = labelled;
        this.outliers = new PlantedOutliers(options.planted(), options.noiseFloor(), KINDS);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        int inputs = channels;
        for (int dilation : DILATIONS) {
            layout.convolution("dilation-" + dilation, inputs, options.hidden(), KERNEL);
            inputs = options.hidden();
        }
        return layout.linear("heat", inputs, channels);
    }

    /**
     * Mean heat of the cells that are normal and what is missed of those that are not, a column a channel; what is missed of
     * labelled windows is the same for all windows and columns.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        PlantedOutliers.Planted planted = outliers.into(windows, draws.generator());
        Tensor heat = cells(parameters, planted.windows());
        Tensor hot = heat.mul(planted.mask());
        Tensor normal = heat.sub(hot).mean(2);
        Tensor count = planted.mask().sum(2);
        Tensor told = missed(hot.sum(2).div(torch.maximum(count, torch.ones_like(count))));
        Tensor losses = normal.add(told.mul(count.sign()));
        return labelled.isEmpty()
                ? losses
                : losses.add(Tensors.times(labelledLoss(parameters, windows, draws), 1.0 / channels));
    }

    private Tensor labelledLoss(Parameters parameters, Tensor windows, Noise draws) {
        LabelledWindows.Drawn drawn = labelled.draw(LABELLED, draws.generator());
        Tensor given = Tensors.like(windows, drawn.windows(), LABELLED, channels, options.window());
        Tensor rows = Tensors.like(windows, drawn.rows(), LABELLED, options.window());
        Tensor heat = cells(parameters, given).sum(1).mul(rows).sum(1);
        return missed(heat.div(rows.sum(1))).mean();
    }

    /** {@code -log(1 - exp(-heat))}: large where the heat of an anomaly is small. */
    private static Tensor missed(Tensor heat) {
        return Tensors.plus(heat, LEAST_HEAT).neg().expm1().neg().log().neg();
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor rows = windows.transpose(1, 2).asinh();
        for (int dilation : DILATIONS) {
            Tensor padded = Tensors.repeatEnds(rows, dilation, dilation);
            Tensor layer = torch.relu(parameters.convolution("dilation-" + dilation, padded, dilation));
            rows = dilation == 1 ? layer : rows.add(layer);
        }
        Tensor squares = parameters.linear("heat", rows).square();
        // sqrt(h^2 + 1) - 1 without what float32 loses of it near 0
        Tensor heat = squares.div(Tensors.plus(Tensors.plus(squares, 1).sqrt(), 1));
        return heat.transpose(1, 2);
    }
}
