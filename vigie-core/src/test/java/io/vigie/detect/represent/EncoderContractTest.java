package io.vigie.detect.represent;

import io.vigie.detect.represent.untrained.UntrainedEncoders;
import java.util.List;

/** The untrained encoders keep the contract. */
class EncoderContractTest extends EncoderContract {
    @Override
    protected List<String> ids() {
        return idsOf(new UntrainedEncoders());
    }
}
