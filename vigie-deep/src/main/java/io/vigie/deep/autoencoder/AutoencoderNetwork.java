package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The network of {@link Ae}: windows through a code and back; squared errors. */
final class AutoencoderNetwork implements CellModel {
    private final Ae options;
    private final ChannelRange range;
    private final WindowCoder coder;

    AutoencoderNetwork(Ae options, ChannelRange range) {
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
                .addAll("encoder", coder.encoder(options.bottleneck()))
                .addAll("decoder", coder.decoder(options.bottleneck(), range.channels()));
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        return LogErrors.of(windows, reconstruction(parameters, windows), options.noiseFloor());
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        return windows.sub(reconstruction(parameters, windows)).square();
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(reconstruction(parameters, windows), null);
    }

    @Override
    public List<Tensor> layers(Parameters parameters, Tensor windows) {
        return coder.layers(parameters.part("encoder"), range.clip(windows));
    }

    private Tensor reconstruction(Parameters parameters, Tensor windows) {
        Tensor codes = coder.encode(parameters.part("encoder"), range.clip(windows));
        return coder.decode(parameters.part("decoder"), codes);
    }
}
