package io.vigie.detect.encoded;

import io.vigie.detect.DetectorContract;
import java.util.List;

/** A detector on the features of windows keeps the contract, whatever the two are. */
class EncodedContractTest extends DetectorContract {
    @Override
    protected List<String> ids() {
        return List.of(
                "encoded",
                "encoded(detector=channelpca(window=4))",
                "encoded(window=33,detector=kmeans(window=4,alignment=causal))",
                "encoded(detector=iforest,window=33,alignment=causal,encoder=statistics(alignment=causal))",
                "encoded(encoder=spectral,detector=knn(window=1),window=64)");
    }
}
