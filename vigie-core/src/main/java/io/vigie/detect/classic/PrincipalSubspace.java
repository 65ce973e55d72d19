package io.vigie.detect.classic;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/** A mean and orthonormal components about it, and what points come to in those. */
final class PrincipalSubspace {
    private final int features;
    private final int kept;
    private final double[] mean; // [feature]
    private final double[] components; // [kept][feature]
    private final double[] loadings; // the transpose, [feature][kept]

    /**
     * @param mean [feature]
     * @param components [component][feature], orthonormal; may be none
     */
    PrincipalSubspace(double[] mean, double[] components) {
        this.features = mean.length;
        this.kept = components.length / features;
        this.mean = mean;
        this.components = components;
        this.loadings = new double[components.length];
        for (int j = 0; j < kept; j++) {
            for (int d = 0; d < features; d++) {
                loadings[d * kept + j] = components[j * features + d];
            }
        }
    }

    int features() {
        return features;
    }

    /** Number of components. */
    int kept() {
        return kept;
    }

    double mean(int feature) {
        return mean[feature];
    }

    /**
     * Takes the mean from a block of points and turns what is left to components and back.
     *
     * @param values [feature][stride], points in columns; become centred
     * @param coordinates receives the components, [component][stride]
     * @param projected receives what these come to, [feature][stride], centred
     * @param width points of the block, at most {@code stride}
     */
    void reconstruct(double[] values, double[] coordinates, double[] projected, int width, int stride) {
        for (int d = 0; d < features; d++) {
            double centre = mean[d];
            for (int i = d * stride; i < d * stride + width; i++) {
                values[i] -= centre;
            }
        }
        BlockProduct.multiply(components, kept, features, values, coordinates, width, stride);
        expand(coordinates, projected, width, stride);
    }

    /** What components [component][stride] come to, [feature][stride], centred. */
    void expand(double[] coordinates, double[] projected, int width, int stride) {
        BlockProduct.multiply(loadings, features, kept, coordinates, projected, width, stride);
    }

    void write(ModelWriter out) {
        out.integer("kept", kept);
        out.tensor("mean", mean, features);
        if (kept > 0) {
            out.tensor("components", components, kept, features);
        }
    }

    static PrincipalSubspace read(ModelReader in, int features) {
        int kept = in.integer("kept", 0, features);
        return new PrincipalSubspace(
                in.doubles("mean", features), kept == 0 ? new double[0] : in.doubles("components", kept, features));
    }
}
