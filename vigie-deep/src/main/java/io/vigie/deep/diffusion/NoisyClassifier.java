package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Tells anomalous rows of noisy windows from normal ones, to guide a diffusion by its gradient (Dhariwal and Nichol, Diffusion
 * models beat GANs on image synthesis, NeurIPS 2021, sections 4.1 and 4.2). Theirs has one answer an image; ours has one a
 * row, as labels have: a window of which some rows are anomalous is to lose those and keep the others. A row's answer is the
 * sum of those of its cells, for labels name no channel.
 *
 * @param network one output a cell
 * @param path whose noise windows have
 * @param last time of the path that windows are asked about, above 0, at most 1; earlier ones are learned too, later ones not
 */
record NoisyClassifier(Denoiser network, NoisePath path, double last) {
    private static final double FAINT =
            4; // noise over data beyond which a gradient counts less: data move by the ratio
    private static final double RARE = Math.log(19); // one row in twenty is anomalous; half of what is learned from

    ParameterLayout layout() {
        return network.layout();
    }

    private TimedReading reading() {
        return new TimedReading(network, path);
    }

    /**
     * How wrong it is. Rows of normal windows cost the probability that they are anomalous, at most 1, rather than a logarithm:
     * unlabelled anomalies may be among them, and without a bound the network learns by heart which ones were labelled (du
     * Plessis, Niu and Sugiyama, Analysis of learning from positive and unlabeled data, NeurIPS 2014). Labelled rows and
     * those beside them are sure, and cost cross-entropy: all sides weigh the same.
     *
     * @param normal windows without noise, [batch, channel, time]
     * @param shown windows that hold labelled rows, [shown, channel, time]
     * @param rows 1 where a row of them is labelled anomalous, 0 elsewhere, [shown, time]
     * @param noise for times and noise
     * @return [batch]; what is wrong about labelled windows is part of each
     */
    Tensor losses(Parameters parameters, Tensor normal, Tensor shown, Tensor rows, Noise noise) {
        Tensor unlabelled = noisyLogits(parameters, normal, noise).sigmoid().mean(1);
        Tensor logits = noisyLogits(parameters, shown, noise);
        Tensor missed = mean(torch.softplus(logits.neg()), rows);
        Tensor beside = mean(torch.softplus(logits), Tensors.plus(rows.neg(), 1));
        return unlabelled.add(missed.add(beside).mean());
    }

    /** Means over the rows of which there are any, [batch]. */
    private static Tensor mean(Tensor values, Tensor rows) {
        Tensor count = rows.sum(1);
        return values.mul(rows).sum(1).div(torch.maximum(count, torch.ones_like(count)));
    }

    private Tensor noisyLogits(Parameters parameters, Tensor windows, Noise noise) {
        double[] times = TimedReading.times(noise, Math.toIntExact(windows.size(0)), last);
        Tensor noisy = reading().noisy(windows, noise.gaussian(windows.shape()), times);
        return logits(parameters, noisy, times);
    }

    /** Log odds of rows of being anomalous, where half of them are, [batch, time]. */
    private Tensor logits(Parameters parameters, Tensor noisy, double... times) {
        return reading().output(parameters, noisy, null, times).sum(1);
    }

    /**
     * Gradient of the log probability that rows of windows are normal, summed over the rows, where one in twenty is not. What it
     * is computed from is freed.
     *
     * @param noisy windows at a time of the path, [batch, channel, time]
     * @return same shape
     */
    Tensor towardsNormal(Parameters parameters, Tensor noisy, double time) {
        Tensor gradient = noisy.new_empty(noisy.shape());
        TorchRuntime.differentiate(() -> {
            Tensor places = noisy.detach().requires_grad_(true);
            Tensor logits = Tensors.plus(logits(parameters, places, TimedReading.within(time)), -RARE);
            Tensor logNormal = torch.softplus(logits).sum().neg();
            Tensor found = torch.grad(new TensorVector(logNormal), new TensorVector(places))
                    .get(0);
            gradient.copy_(found);
            return true;
        });
        return gradient;
    }

    /**
     * What is known of noisy windows, moved towards what is normal: noise less {@code strength x deviation x gradient} (algorithm 2
     * of Dhariwal and Nichol), and data that with it still make up the windows. Where next to nothing of the data is left the
     * move is less: there a gradient tells little, and is multiplied the more.
     *
     * @param noisy as in {@link #towardsNormal}
     * @param hidden 1 where a cell may be moved, 0 elsewhere; same shape
     */
    Denoising.Estimate guided(
            Parameters parameters,
            Denoising.Estimate estimate,
            Tensor noisy,
            Tensor hidden,
            double time,
            double strength) {
        double inner = TimedReading.within(time)[0];
        double deviation = path.deviation(inner);
        double ratio = deviation / path.scale(inner);
        double factor = strength * deviation * Math.min(1, FAINT / ratio);
        Tensor less = Tensors.times(towardsNormal(parameters, noisy, time).mul(hidden), factor);
        Tensor clean = estimate.clean().add(Tensors.times(less, ratio));
        return new Denoising.Estimate(clean, estimate.noise().sub(less));
    }
}
