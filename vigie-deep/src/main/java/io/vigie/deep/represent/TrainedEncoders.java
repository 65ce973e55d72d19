package io.vigie.deep.represent;

import io.vigie.detect.represent.EncoderCatalog;
import io.vigie.detect.represent.EncoderType;
import java.util.List;

/** The encoders of this module. Listing them loads nothing native. */
public final class TrainedEncoders implements EncoderCatalog {
    @Override
    public List<EncoderType<?>> encoders() {
        return List.of(
                new EncoderType<>("contrastive", Contrastive.class, FittedNetworkEncoder::read),
                new EncoderType<>("deviation", Deviation.class, FittedNetworkEncoder::read),
                new EncoderType<>("hidden", Hidden.class, FittedHidden::read),
                new EncoderType<>("masked", Masked.class, FittedNetworkEncoder::read),
                new EncoderType<>("paano", PaAno.class, FittedNetworkEncoder::read));
    }
}
