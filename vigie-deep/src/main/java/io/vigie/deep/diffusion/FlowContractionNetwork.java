package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.LogErrors;
import io.vigie.deep.autoencoder.WindowCoder;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The network of {@link FlowContraction}: a field of displacements, told by a code of the window and by the time. */
final class FlowContractionNetwork implements CellModel {
    private static final long MEASURED = 20_251_201; // any; times are the same each time the loss is measured
    private static final String ENCODER = "encoder";
    private static final String DECODER = "decoder";
    private static final String CENTRE = "centre";

    private final FlowContraction options;
    private final ChannelRange range;
    private final WindowCoder coder;

    FlowContractionNetwork(FlowContraction options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.coder = options.architecture().coder(range.channels(), options.window(), options.hidden());
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll(ENCODER, coder.encoder(options.bottleneck()))
                .linear("time", TimedBlock.TIME.size(), options.bottleneck())
                .addAll(DECODER, coder.decoder(options.bottleneck(), range.channels()))
                .given(CENTRE, Initial.zeros(), range.channels());
    }

    /** Sets the centre, the last of the parameters, to the means of the channels. */
    @Override
    public void adapt(float[] initial, Tensor windows) {
        float[] means = Tensors.floats(windows.mean(new long[] {0, 2}, false, null));
        System.arraycopy(means, 0, initial, initial.length - means.length, means.length);
    }

    private static Tensor centre(Parameters parameters) {
        return parameters.get(CENTRE).unsqueeze(1);
    }

    /** Logarithms of what is missed of the displacement in a channel, on average over a window's rows. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Noise draws = noise == null ? new Noise(MEASURED, windows.is_cuda() ? Device.CUDA : Device.CPU) : noise;
        float[] spread = draws.spread(Math.toIntExact(windows.size(0)));
        Tensor times = Tensors.like(windows, spread, spread.length, 1);
        return LogErrors.of(
                displacement(parameters, windows, times), demanded(parameters, windows), options.noiseFloor());
    }

    /** The displacement at windows, same shape. */
    Tensor displacement(Parameters parameters, Tensor windows, Tensor times) {
        Evaluations.count(Evaluations.NETWORK, windows.size(0));
        Tensor read = range.clip(windows).sub(centre(parameters));
        Tensor code =
                coder.encode(parameters.part(ENCODER), read).add(parameters.linear("time", TimedBlock.TIME.of(times)));
        return coder.decode(parameters.part(DECODER), code);
    }

    /** The displacement that contraction demands, the way to the centre. */
    private static Tensor demanded(Parameters parameters, Tensor windows) {
        return centre(parameters).sub(windows);
    }

    private static Tensor last(Tensor windows) {
        return windows.new_ones(windows.size(0), 1);
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return displacement(parameters, windows, last(windows))
                .sub(demanded(parameters, windows))
                .square();
    }

    /** Where the displacement would have come from, had it led to the centre. */
    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(centre(parameters).sub(displacement(parameters, windows, last(windows))), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        Evaluations.Counted<Tensor> cells =
                Evaluations.of(() -> Tensors.inParts(windows, some -> cells(parameters, some)));
        String scoring =
                "scoring takes " + cells.inWords(Evaluations.NETWORK, windows.size(0)) + " of the field a window; ";
        double missed = cells.result().mean().item_double();
        double demanded = demanded(parameters, windows).square().mean().item_double();
        return List.of(
                demanded > 0
                        ? String.format(
                                Locale.ROOT,
                                "%son held-out windows it misses %.0f %% of the squared way to the centre",
                                scoring,
                                100 * missed / demanded)
                        : scoring + "held-out windows are all at the centre, so that there is no way to it");
    }
}
