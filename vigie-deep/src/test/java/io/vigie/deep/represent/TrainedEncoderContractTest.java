package io.vigie.deep.represent;

import io.vigie.detect.represent.EncoderContract;
import java.util.ArrayList;
import java.util.List;

/** The trained encoders keep the contract, small and after few steps. */
class TrainedEncoderContractTest extends EncoderContract {
    @Override
    protected List<String> ids() {
        List<String> ids = new ArrayList<>(QuickEncoders.texts());
        ids.add("hidden(detector=ae(hidden=16,max-steps=30),layer=inner)");
        ids.add("hidden(detector=vae(hidden=16,max-steps=30))");
        ids.add("hidden(detector=cnn(max-steps=10))");
        ids.add("hidden(detector=cnn(max-steps=10),layer=convolution-2)");
        return ids;
    }
}
