package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link Usad}: an encoder and two decoders, which make two autoencoders. What they give back is within the
 * range of the train part, as the second would otherwise win by being wrong without bounds.
 */
final class UsadNetwork implements CellModel {
    private static final String ENCODER = "encoder";
    private static final String FIRST = "decoder-1";
    private static final String SECOND = "decoder-2";

    private final Usad options;
    private final ChannelRange range;
    private final WindowCoder coder;

    UsadNetwork(Usad options, ChannelRange range) {
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
                .addAll(FIRST, coder.decoder(options.bottleneck(), range.channels()))
                .addAll(SECOND, coder.decoder(options.bottleneck(), range.channels()));
    }

    /**
     * A loss whose gradient is that of the paper's two (equations 7 and 8), {@code L1} for encoder and first decoder and
     * {@code L2} for encoder and second decoder. Both hold the adversarial error, with opposite signs: it cancels for the
     * encoder, so the copy of it that teaches a decoder takes encoder and other decoder as given. Its value is that of
     * {@code L1 + L2}. While measured, no decoder is against the other.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Parameters first = parameters.part(FIRST);
        Parameters second = parameters.part(SECOND);
        Tensor codes = encode(parameters, range.clip(windows));
        Tensor reconstructed = decode(first, codes);
        Tensor plain = errors(windows, reconstructed).add(errors(windows, decode(second, codes)));
        if (noise == null) {
            return plain;
        }
        Parameters given = parameters.frozen();
        Tensor deceived = decode(given.part(SECOND), encode(given, decode(first, codes.detach())));
        Tensor told = decode(second, encode(given, reconstructed.detach()));
        double share = plainShare(noise.progress());
        Tensor adversarial = errors(windows, deceived).sub(errors(windows, told));
        return Tensors.times(plain, share).add(Tensors.times(adversarial, 1 - share));
    }

    /** 1 / n, n being the epoch, counted from 1. */
    double plainShare(double progress) {
        return 1 / (1 + progress * options.epochs());
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor once = first(parameters, windows);
        Tensor twice = second(parameters, once);
        return Tensors.times(windows.sub(once).square(), options.alpha())
                .add(Tensors.times(windows.sub(twice).square(), 1 - options.alpha()));
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(first(parameters, windows), null);
    }

    /** What the first autoencoder gives back. */
    Tensor first(Parameters parameters, Tensor windows) {
        return decode(parameters.part(FIRST), encode(parameters, range.clip(windows)));
    }

    /** What the second autoencoder gives back. */
    Tensor second(Parameters parameters, Tensor windows) {
        return decode(parameters.part(SECOND), encode(parameters, range.clip(windows)));
    }

    private Tensor encode(Parameters parameters, Tensor windows) {
        return coder.encode(parameters.part(ENCODER), windows);
    }

    private Tensor decode(Parameters decoder, Tensor codes) {
        return range.squash(coder.decode(decoder, codes));
    }

    private static Tensor errors(Tensor windows, Tensor reconstructed) {
        return windows.sub(reconstructed).square().mean(2);
    }
}
