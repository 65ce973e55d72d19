package io.vigie.deep.represent;

import io.vigie.detect.represent.EncoderContract;
import java.util.List;

/** The trained encoders keep the contract, small and after few steps. */
class TrainedEncoderContractTest extends EncoderContract {
    @Override
    protected List<String> ids() {
        return QuickEncoders.texts();
    }
}
