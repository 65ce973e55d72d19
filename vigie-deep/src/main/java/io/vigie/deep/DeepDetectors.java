package io.vigie.deep;

import io.vigie.deep.flow.ConditionalFlow;
import io.vigie.deep.flow.Maf;
import io.vigie.deep.flow.MtgFlow;
import io.vigie.deep.flow.Nsf;
import io.vigie.deep.flow.RealNvp;
import io.vigie.deep.flow.ResidualFlow;
import io.vigie.deep.forecast.Cnn;
import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this module. Listing them loads nothing native. */
public final class DeepDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("cnn", Cnn.class, Cnn::read),
                new DetectorType<>("conditional-flow", ConditionalFlow.class, ConditionalFlow::read),
                new DetectorType<>("maf", Maf.class, Maf::read),
                new DetectorType<>("mtgflow", MtgFlow.class, MtgFlow::read),
                new DetectorType<>("nsf", Nsf.class, Nsf::read),
                new DetectorType<>("realnvp", RealNvp.class, RealNvp::read),
                new DetectorType<>("residual-flow", ResidualFlow.class, ResidualFlow::read));
    }
}
