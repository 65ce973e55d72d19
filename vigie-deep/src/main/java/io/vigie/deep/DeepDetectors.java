package io.vigie.deep;

import io.vigie.deep.adversarial.Gan;
import io.vigie.deep.autoencoder.Ae;
import io.vigie.deep.autoencoder.Donut;
import io.vigie.deep.autoencoder.Omni;
import io.vigie.deep.autoencoder.Usad;
import io.vigie.deep.autoencoder.Vae;
import io.vigie.deep.diffusion.CoarseDae;
import io.vigie.deep.diffusion.CounterfactualDiffusion;
import io.vigie.deep.diffusion.DiffusionAe;
import io.vigie.deep.diffusion.DiffusionTime;
import io.vigie.deep.diffusion.FlowContraction;
import io.vigie.deep.diffusion.ImDiffusion;
import io.vigie.deep.diffusion.LatentDiffusion;
import io.vigie.deep.diffusion.ScoreNorm;
import io.vigie.deep.diffusion.TimeAddm;
import io.vigie.deep.flow.Cnf;
import io.vigie.deep.flow.ConditionalFlow;
import io.vigie.deep.flow.Maf;
import io.vigie.deep.flow.MtgFlow;
import io.vigie.deep.flow.Nsf;
import io.vigie.deep.flow.RealNvp;
import io.vigie.deep.flow.ResidualFlow;
import io.vigie.deep.forecast.Cnn;
import io.vigie.deep.forecast.Lstm;
import io.vigie.deep.forecast.Tcn;
import io.vigie.deep.oneclass.DeepSvdd;
import io.vigie.deep.oneclass.Fcdd;
import io.vigie.deep.represent.DevNet;
import io.vigie.deep.window.FittedCells;
import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import java.util.List;

/** The detectors of this module. Listing them loads nothing native. */
public final class DeepDetectors implements DetectorCatalog {
    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(
                new DetectorType<>("ae", Ae.class, FittedCells::read),
                new DetectorType<>("cnf", Cnf.class, Cnf::read),
                new DetectorType<>("cnn", Cnn.class, Cnn::read),
                new DetectorType<>("coarse-dae", CoarseDae.class, FittedCells::read),
                new DetectorType<>("conditional-flow", ConditionalFlow.class, ConditionalFlow::read),
                new DetectorType<>("counterfactual", CounterfactualDiffusion.class, FittedCells::read),
                new DetectorType<>("deepsvdd", DeepSvdd.class, FittedCells::read),
                new DetectorType<>("devnet", DevNet.class, FittedCells::read),
                new DetectorType<>("diffusion-ae", DiffusionAe.class, FittedCells::read),
                new DetectorType<>("diffusion-time", DiffusionTime.class, FittedCells::read),
                new DetectorType<>("donut", Donut.class, FittedCells::read),
                new DetectorType<>("fcdd", Fcdd.class, FittedCells::read),
                new DetectorType<>("flow-contraction", FlowContraction.class, FittedCells::read),
                new DetectorType<>("gan", Gan.class, FittedCells::read),
                new DetectorType<>("imdiffusion", ImDiffusion.class, FittedCells::read),
                new DetectorType<>("latent-diffusion", LatentDiffusion.class, FittedCells::read),
                new DetectorType<>("lstm", Lstm.class, Lstm::read),
                new DetectorType<>("maf", Maf.class, Maf::read),
                new DetectorType<>("mtgflow", MtgFlow.class, MtgFlow::read),
                new DetectorType<>("nsf", Nsf.class, Nsf::read),
                new DetectorType<>("omni", Omni.class, FittedCells::read),
                new DetectorType<>("realnvp", RealNvp.class, RealNvp::read),
                new DetectorType<>("residual-flow", ResidualFlow.class, ResidualFlow::read),
                new DetectorType<>("score-norm", ScoreNorm.class, FittedCells::read),
                new DetectorType<>("tcn", Tcn.class, Tcn::read),
                new DetectorType<>("timeaddm", TimeAddm.class, FittedCells::read),
                new DetectorType<>("usad", Usad.class, FittedCells::read),
                new DetectorType<>("vae", Vae.class, FittedCells::read));
    }
}
