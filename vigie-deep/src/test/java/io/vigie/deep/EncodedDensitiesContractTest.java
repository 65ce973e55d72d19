package io.vigie.deep;

import io.vigie.detect.DetectorContract;
import java.util.List;

/** Learned densities of the features of windows keep the contract. */
class EncodedDensitiesContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of(
                "encoded(detector=realnvp(window=1,max-steps=100))",
                "encoded(detector=score-norm(window=1,stride=1,smoothing=1,max-steps=100))",
                "encoded(window=65,detector=vae(window=4,stride=1,smoothing=1,max-steps=100))");
    }
}
