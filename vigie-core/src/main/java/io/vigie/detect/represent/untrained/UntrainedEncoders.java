package io.vigie.detect.represent.untrained;

import io.vigie.detect.represent.EncoderCatalog;
import io.vigie.detect.represent.EncoderType;
import java.util.List;

/** The encoders of this package. A new one is a record, a fitted class and a line here. */
public final class UntrainedEncoders implements EncoderCatalog {
    @Override
    public List<EncoderType<?>> encoders() {
        return List.of(
                new EncoderType<>("delay", DelayEmbedding.class, DelayEmbedding::read),
                new EncoderType<>("hydra", Hydra.class, Hydra::read),
                new EncoderType<>("minirocket", MiniRocket.class, MiniRocket::read),
                new EncoderType<>("multirocket", MultiRocket.class, MultiRocket::read),
                new EncoderType<>("raw", RawWindow.class, RawWindow::read),
                new EncoderType<>("spectral", Spectral.class, Spectral::read),
                new EncoderType<>("statistics", Statistics.class, Statistics::read));
    }
}
