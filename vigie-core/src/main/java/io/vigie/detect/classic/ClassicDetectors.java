package io.vigie.detect.classic;

import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this package. A new one is a record, a fitted class and a line here. */
public final class ClassicDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("channelpca", ChannelPca.class, FittedChannelPca::read),
                new DetectorType<>("ecod", Ecod.class, FittedEcod::read),
                new DetectorType<>("ensemble", Ensemble.class, FittedEnsemble::read),
                new DetectorType<>("fadingknn", FadingKnn.class, FittedFadingKnn::read),
                new DetectorType<>("iforest", IsolationForest.class, FittedIsolationForest::read),
                new DetectorType<>("kmeans", KMeans.class, FittedKMeans::read),
                new DetectorType<>("knn", Knn.class, FittedKnn::read),
                new DetectorType<>("matrixprofile", MatrixProfile.class, FittedMatrixProfile::read),
                new DetectorType<>("rcf", RandomCutForestDetector.class, FittedRandomCutForest::read),
                new DetectorType<>("spectral-residual", SpectralResidual.class, FittedSpectralResidual::read),
                new DetectorType<>("mcd", Mcd.class, FittedMcd::read),
                new DetectorType<>("pca", Pca.class, FittedPca::read),
                new DetectorType<>("statkmeans", StatKMeans.class, FittedStatKMeans::read),
                new DetectorType<>("vigie", Vigie.class, Vigie::read),
                new DetectorType<>("zscore", ZScore.class, FittedZScore::read));
    }
}
