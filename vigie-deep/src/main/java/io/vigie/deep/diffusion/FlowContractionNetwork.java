package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.WindowCoder;
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
        double least = options.noiseFloor() * options.noiseFloor();
        return Tensors.plus(missed(parameters, windows, times).mean(2), least).log();
    }

    /** The displacement at windows, same shape. */
    Tensor displacement(Parameters parameters, Tensor windows, Tensor times) {
        Tensor read = range.clip(windows).sub(centre(parameters));
        Tensor code =
                coder.encode(parameters.part(ENCODER), read).add(parameters.linear("time", TimedBlock.TIME.of(times)));
        return coder.decode(parameters.part(DECODER), code);
    }

    /** Squared distance of the displacement from what contraction demands, the way to the centre. */
    private Tensor missed(Parameters parameters, Tensor windows, Tensor times) {
        Tensor demanded = centre(parameters).sub(windows);
        return displacement(parameters, windows, times).sub(demanded).square();
    }

    private static Tensor last(Tensor windows) {
        return windows.new_ones(windows.size(0), 1);
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return missed(parameters, windows, last(windows));
    }

    /** Where the displacement would have come from, had it led to the centre. */
    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(centre(parameters).sub(displacement(parameters, windows, last(windows))), null);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        double missed = cells(parameters, windows).mean().item_double();
        double demanded = windows.sub(centre(parameters)).square().mean().item_double();
        return List.of(String.format(
                Locale.ROOT,
                "scoring takes one evaluation of the field a window; on held-out windows it misses %.0f %% of the"
                        + " squared way to the centre",
                100 * missed / demanded));
    }
}
