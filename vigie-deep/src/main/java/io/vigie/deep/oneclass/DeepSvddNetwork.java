package io.vigie.deep.oneclass;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.Occlusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link DeepSvdd}: patches of four rows, patches of four of these, and an embedding of all; leaky rectifiers
 * between, no biases. The first row is repeated until sixteen divide the rows.
 */
final class DeepSvddNetwork implements CellModel {
    private static final int PATCH = 4;
    private static final double LEAK = 0.1;
    private static final double LEAST_COORDINATE = 0.1; // of the centre, in root mean squares of all
    private static final double SMALLEST = 1e-30; // no logarithm of 0 at the centre itself
    private static final double RADIUS_SPEED = 20; // the log squared radius moves so many learning rates a step
    private static final double RADIUS_WEIGHT =
            5e-3; // of its gradient, whose size the optimizer levels, in what is clipped
    private static final double ALL_PULL = 0.2; // share of the training in which windows inside of the sphere pull too
    private static final long UNTRAINED = 20_180_710; // any; what a trained network is compared with

    private final DeepSvdd options;
    private final int channels;

    DeepSvddNetwork(DeepSvdd options, int channels) {
        this.options = options;
        this.channels = channels;
    }

    private int positions() {
        return (options.window() + PATCH * PATCH - 1) / (PATCH * PATCH);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        int hidden = options.hidden();
        int whole = positions() * hidden;
        ParameterLayout layout = new ParameterLayout()
                .add("patch", Initial.uniform(PATCH * channels), hidden, PATCH * channels)
                .add("patches", Initial.uniform(PATCH * hidden), hidden, PATCH * hidden)
                .add("embedding", Initial.uniform(whole), options.embedding(), whole);
        if (bounded()) {
            layout.add("radius", Initial.zeros(), 1);
        }
        return layout.given("centre", Initial.zeros(), options.embedding());
    }

    private boolean bounded() {
        return options.objective() == SphereObjective.SOFT_BOUNDARY;
    }

    /** Sets the centre, the last of the parameters, and the radius. */
    @Override
    public void adapt(float[] initial, Tensor windows) {
        float[] mean =
                Tensors.floats(embed(Parameters.of(layout(), initial), windows).mean(0));
        double squares = 0;
        for (float coordinate : mean) {
            squares += (double) coordinate * coordinate;
        }
        double least = LEAST_COORDINATE * Math.max(Math.sqrt(squares / mean.length), LEAST_COORDINATE);
        for (int i = 0; i < mean.length; i++) {
            float away = (float) Math.copySign(Math.max(Math.abs(mean[i]), least), mean[i]);
            initial[initial.length - mean.length + i] = away;
        }
        settle(initial, windows);
    }

    /** Sets the radius, the parameter before the centre, to what leaves the share of windows outside. */
    @Override
    public void settle(float[] weights, Tensor windows) {
        if (!bounded()) {
            return;
        }
        Parameters parameters = Parameters.of(layout(), weights);
        double[] distances = Tensors.doubles(distances(parameters, embed(parameters, windows)));
        Arrays.sort(distances);
        double radius = distances[(int) ((1 - options.nu()) * (distances.length - 1))];
        weights[weights.length - options.embedding() - 1] = (float) (Math.log(radius + SMALLEST) / RADIUS_SPEED);
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor distances = distances(parameters, embed(parameters, windows));
        Tensor losses = bounded() ? boundary(parameters, distances, noise) : distances;
        return losses.unsqueeze(1);
    }

    /** Equation 3 where it is measured; what has the same minimum where it is learned from, on scales that suit a gradient. */
    private Tensor boundary(Parameters parameters, Tensor distances, @Nullable Noise noise) {
        Tensor radius = radius(parameters);
        if (noise == null) {
            return radius.add(outside(distances, radius));
        }
        Tensor pull = noise.progress() < ALL_PULL ? distances : outside(distances, radius.detach());
        // a quantile of distances is that of their logarithms, whose gradient does not fade as distances shrink
        Tensor logDistances = Tensors.plus(distances.detach(), SMALLEST).log();
        Tensor logRadius = logRadius(parameters);
        return pull.add(Tensors.times(logRadius.add(outside(logDistances, logRadius)), RADIUS_WEIGHT));
    }

    private Tensor outside(Tensor distances, Tensor radius) {
        return Tensors.times(torch.relu(distances.sub(radius)), 1 / options.nu());
    }

    private static Tensor logRadius(Parameters parameters) {
        return Tensors.times(parameters.get("radius"), RADIUS_SPEED);
    }

    /** Squared, [1]. */
    private static Tensor radius(Parameters parameters) {
        return logRadius(parameters).exp();
    }

    /** Squared, [batch]. */
    private static Tensor distances(Parameters parameters, Tensor embeddings) {
        return embeddings.sub(parameters.get("centre")).square().sum(1);
    }

    private Tensor embed(Parameters parameters, Tensor windows) {
        Tensor rows = windows.transpose(1, 2);
        Tensor whole = Tensors.repeatEnds(rows, positions() * PATCH * PATCH - options.window(), 0);
        Tensor patches = layer(parameters, "patch", whole);
        Tensor ofPatches = layer(parameters, "patches", patches);
        return torch.linear(ofPatches.flatten(1, 2), parameters.get("embedding"));
    }

    private static Tensor layer(Parameters parameters, String name, Tensor rows) {
        Tensor patches = rows.reshape(rows.size(0), rows.size(1) / PATCH, rows.size(2) * PATCH);
        return torch.leaky_relu(torch.linear(patches, parameters.get(name)), new Scalar(LEAK));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Tensor distances = distances(parameters, embed(parameters, windows));
        Tensor parts =
                Occlusion.parts(windows, distances, without -> distances(parameters, embed(parameters, without)));
        if (bounded()) {
            parts = parts.sub(Tensors.times(radius(parameters), 1.0 / channels));
        }
        return parts.unsqueeze(2).expand(windows.size(0), channels, options.window());
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        ParameterLayout layout = layout();
        Parameters untrained = Parameters.of(layout, layout.initial(new SplittableRandom(UNTRAINED)));
        Tensor distances = distances(parameters, embed(parameters, windows));
        List<String> findings = new ArrayList<>(new SphereUse(
                        spread(embed(parameters, windows)),
                        spread(embed(untrained, windows)),
                        distances.mean().item_double(),
                        distances(parameters, embed(parameters, shuffled(windows)))
                                .mean()
                                .item_double())
                .told());
        if (bounded()) {
            double share = distances
                    .gt(radius(parameters))
                    .to(torch.ScalarType.Double)
                    .mean()
                    .item_double();
            findings.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of held-out windows lie outside of the sphere (nu is %s)",
                    100 * share,
                    options.nu()));
        }
        return findings;
    }

    /** Windows whose rows are out of order: first half and second are read alternately, from the end of the one. */
    private Tensor shuffled(Tensor windows) {
        int window = options.window();
        Tensor[] rows = new Tensor[window];
        for (int t = 0; t < window; t++) {
            rows[t] = windows.select(2, t % 2 == 0 ? t / 2 : window - 1 - t / 2);
        }
        return torch.stack(new TensorVector(rows), 2);
    }

    private static double spread(Tensor embeddings) {
        return embeddings.sub(embeddings.mean(0)).square().sum(1).mean().item_double();
    }
}
