package io.vigie.detect.gaussian;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.List;

/** How what was seen at the positions becomes Gaussians: in the fit, and, where learning continues, while a series is scored. */
final class PositionLearning {
    /** Windows that are learned from before Gaussians are drawn again. */
    private static final int REFRESH = 256;

    private final Shrinkage shrinkage;
    private final double dependent; // windows that count for one
    private final int stride;

    /** @param stride windows of which one is learned from */
    PositionLearning(PositionSettings settings, int stride) {
        this.shrinkage = settings.shrinkage();
        this.dependent = Math.max(1, (double) settings.window() / stride);
        this.stride = stride;
    }

    /** One for each position; a position with too few windows takes the Gaussian of all. */
    List<PositionGaussian> gaussians(List<RunningCovariance> seen) {
        int size = seen.get(0).size();
        RunningCovariance all = new RunningCovariance(size);
        double[] shared = new double[size * size];
        for (RunningCovariance one : seen) {
            all.merge(one);
            double[] covariance = one.covariance();
            for (int i = 0; i < shared.length; i++) {
                shared[i] += one.count() * covariance[i];
            }
        }
        for (int i = 0; i < shared.length; i++) {
            shared[i] /= Math.max(1, all.count());
        }
        double[] whole = all.covariance();
        List<PositionGaussian> gaussians = new ArrayList<>();
        for (RunningCovariance one : seen) {
            boolean enough = one.count() >= FittedPositions.LEAST_WINDOWS;
            gaussians.add(PositionGaussian.of(enough ? one : all, enough ? shared : whole, shrinkage, dependent));
        }
        return gaussians;
    }

    /** One that goes on from a written state. */
    Learner resumed(List<PositionGaussian> gaussians, List<RunningCovariance> seen, ModelReader state) {
        List<PositionGaussian> current = new ArrayList<>();
        List<RunningCovariance> since = new ArrayList<>();
        for (int p = 0; p < seen.size(); p++) {
            int size = seen.get(p).size();
            current.add(PositionGaussian.read(size, state.section("gaussian-" + p)));
            since.add(RunningCovariance.read(size, state.section("moments-" + p)));
        }
        Learner learner = new Learner(seen.isEmpty() ? gaussians : current, since);
        learner.windows = state.integer("windows");
        learner.fresh = state.integer("fresh", 0, REFRESH);
        return learner;
    }

    /** Follows one series. Not thread-safe. */
    final class Learner {
        private final List<RunningCovariance> seen = new ArrayList<>(); // none where nothing more is learned
        private List<PositionGaussian> gaussians;
        private long windows;
        private int fresh; // windows learned from since the Gaussians were drawn

        /**
         * From what the fit has learned.
         *
         * @param seen at each position; not changed
         */
        Learner(List<PositionGaussian> gaussians, List<RunningCovariance> seen) {
            this.gaussians = gaussians;
            for (RunningCovariance one : seen) {
                RunningCovariance copy = new RunningCovariance(one.size());
                copy.merge(one);
                this.seen.add(copy);
            }
        }

        PositionGaussian gaussian(int position) {
            return gaussians.get(position);
        }

        /** Takes the features of the next window, once it is scored. */
        void learn(float[] vectors, int from, int position) {
            if (seen.isEmpty() || windows++ % stride != 0) {
                return;
            }
            seen.get(position).add(vectors, from);
            if (++fresh == REFRESH) {
                gaussians = PositionLearning.this.gaussians(seen);
                fresh = 0;
            }
        }

        void write(ModelWriter out) {
            for (int p = 0; p < seen.size(); p++) {
                seen.get(p).write(out.section("moments-" + p));
                gaussians.get(p).write(out.section("gaussian-" + p));
            }
            out.integer("windows", windows);
            out.integer("fresh", fresh);
        }
    }
}
