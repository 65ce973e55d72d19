package io.vigie.detect.represent;

import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * Makes features comparable: centred, divided by their spread over train windows, compressed logarithmically beyond {@value
 * #CLIP} spreads, and multiplied with what their channels count for.
 */
public final class FeatureScaling {
    /** Least spread, so that a feature that never moved in train cannot drown all others by one twitch. */
    private static final double LEAST_SPREAD = 0.02;

    private static final double CLIP = 5;

    private static final double QUARTILES_OF_A_GAUSSIAN = 1.3489795;

    private final FeatureScale scale;
    private final float[] centres;
    private final float[] spreads;
    private final float[] weights;

    private FeatureScaling(FeatureScale scale, float[] centres, float[] spreads, float[] weights) {
        this.scale = scale;
        this.centres = centres;
        this.spreads = spreads;
        this.weights = weights;
    }

    /**
     * From features of train windows.
     *
     * @param sample [window][feature], row-major
     * @param weights [feature], above 0
     */
    public static FeatureScaling of(FeatureScale scale, float[] sample, float[] weights) {
        int features = weights.length;
        int count = sample.length / features;
        float[] centres = new float[features];
        float[] spreads = new float[features];
        double[] values = new double[count];
        for (int f = 0; f < features; f++) {
            for (int i = 0; i < count; i++) {
                values[i] = sample[i * features + f];
            }
            if (scale == FeatureScale.NONE) {
                spreads[f] = 1;
                continue;
            }
            double mean = Arrays.stream(values).sum() / count;
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            double centre = mean;
            double spread = Math.sqrt(squares / count);
            if (scale == FeatureScale.ROBUST) {
                Arrays.sort(values);
                double quartiles = values[3 * (count - 1) / 4] - values[(count - 1) / 4];
                centre = values[(count - 1) / 2];
                spread = quartiles > 0 ? quartiles / QUARTILES_OF_A_GAUSSIAN : spread;
            }
            centres[f] = (float) centre;
            spreads[f] = (float) Math.max(spread, LEAST_SPREAD);
        }
        return new FeatureScaling(scale, centres, spreads, weights);
    }

    /** What features count for: the mean of what the channels do that they are computed from. */
    public static float[] weights(FittedEncoder encoder, double[] votes) {
        float[] weights = new float[encoder.features()];
        for (int f = 0; f < weights.length; f++) {
            int[] from = encoder.channels(f);
            double sum = 0;
            for (int c : from) {
                sum += votes[c];
            }
            weights[f] = (float) (sum / from.length);
        }
        return weights;
    }

    /** Features that are compared together. */
    public int features() {
        return weights.length;
    }

    /** Makes vectors [vector][feature] comparable, in place. */
    public void apply(float[] vectors, int count) {
        int features = weights.length;
        for (int i = 0; i < count; i++) {
            for (int f = 0; f < features; f++) {
                int at = i * features + f;
                double z = (vectors[at] - centres[f]) / spreads[f];
                double size = Math.abs(z);
                if (scale == FeatureScale.NONE) {
                    z = PreparedRows.clamp(z);
                } else if (size > CLIP) {
                    z = Math.copySign(CLIP * (1 + Math.log(size / CLIP)), z);
                }
                vectors[at] = (float) (weights[f] * z);
            }
        }
    }

    public void write(ModelWriter out) {
        out.tensor("centres", centres, centres.length);
        out.tensor("spreads", spreads, spreads.length);
        out.tensor("weights", weights, weights.length);
    }

    public static FeatureScaling read(FeatureScale scale, int features, ModelReader in) {
        float[] spreads = in.floats("spreads", features);
        float[] weights = in.floats("weights", features);
        requirePositive("spreads", spreads);
        requirePositive("weights", weights);
        return new FeatureScaling(scale, in.finiteFloats("centres", features), spreads, weights);
    }

    private static void requirePositive(String entry, float[] values) {
        for (float value : values) {
            if (!(value > 0) || Float.isInfinite(value)) {
                throw new ModelFormatException("entry '" + entry + "' holds " + value
                        + ", which is no number above 0; the model file is damaged");
            }
        }
    }
}
