package io.vigie.deep.adversarial;

import io.vigie.deep.autoencoder.WindowCoder;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Device;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link Gan}. What the generator makes is within the range of the train part. The critic's filters are the
 * same for all channels.
 */
final class GanNetwork implements CellModel {
    private static final int PATCH = 4; // rows that a filter of the critic sees at once
    private static final int FILTERS = 4;
    private static final double LEAK = 0.2;
    private static final int POWER_ITERATIONS = 3;
    private static final long COMPARED =
            20_190_501; // any; the windows that are generated to be compared are the same each time
    private static final int MOST_COMPARED = 256;

    private final Gan options;
    private final ChannelRange range;
    private final WindowCoder coder;
    private final WindowCoder verdict;

    GanNetwork(Gan options, ChannelRange range) {
        this.options = options;
        this.range = range;
        this.coder = options.architecture().coder(range.channels(), options.window(), options.hidden());
        int critics = Math.max(1, options.hidden() / 2);
        this.verdict = options.architecture().coder(FILTERS * range.channels(), patches(), critics);
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .addAll("encoder", coder.encoder(options.latent()))
                .addAll("generator", coder.decoder(options.latent(), range.channels()))
                .addAll("critic", critic());
    }

    private ParameterLayout critic() {
        return new ParameterLayout().linear("filters", PATCH, FILTERS).addAll("verdict", verdict.encoder(1));
    }

    /**
     * The sum of three losses, of which each teaches its own part: the critic's hinge loss, with the generated windows held
     * fixed; the generator's, with the critic held fixed; the errors of encoder and generator. While measured, the errors of
     * values: what the critic sees changes as it learns, and would be no measure.
     */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor real = range.clip(windows);
        Tensor codes = coder.encode(parameters.part("encoder"), real);
        Parameters generator = parameters.part("generator");
        Parameters critic = parameters.part("critic").spectral(POWER_ITERATIONS);
        Parameters fixedCritic = critic.frozen();
        Tensor made = generate(generator, codes);
        if (noise == null) {
            return windows.sub(made).square().mean(2);
        }
        Tensor errors = errors(fixedCritic, windows, made).mean(2);
        Tensor generated = generate(generator, noise.gaussian(windows.size(0), options.latent()));
        Tensor critical = hinge(verdict(critic, real).neg()).add(hinge(verdict(critic, generated.detach())));
        Tensor deceiving = verdict(fixedCritic, generated).neg();
        Tensor shared =
                critical.add(Tensors.times(deceiving, options.adversarial())).add(strangeness(codes));
        return Tensors.times(errors.add(shared.unsqueeze(1)), 1.0 / range.channels());
    }

    /** How far {@code verdict} is from -1 on the wrong side. */
    private static Tensor hinge(Tensor verdict) {
        return torch.relu(Tensors.plus(verdict, 1));
    }

    /** Squared distances of the codes' first two moments from those of the prior, summed over units. */
    private static Tensor strangeness(Tensor codes) {
        Tensor mean = codes.mean(0);
        Tensor variance = codes.sub(mean).square().mean(0);
        return mean.square().add(Tensors.plus(variance, -1).square()).sum();
    }

    private Tensor generate(Parameters generator, Tensor codes) {
        return range.squash(coder.decode(generator, codes));
    }

    /** What the critic's filters see of patches of rows, [batch, channel, patch, filter]. */
    private Tensor features(Parameters critic, Tensor windows) {
        Tensor rows = Tensors.repeatEnds(windows.transpose(1, 2), padding(), 0).transpose(1, 2);
        Tensor patches = rows.reshape(rows.size(0), rows.size(1), rows.size(2) / PATCH, PATCH);
        return torch.leaky_relu(critic.linear("filters", patches), new Scalar(LEAK));
    }

    private int patches() {
        return (options.window() + PATCH - 1) / PATCH;
    }

    /** How often the first row is repeated until patches divide the rows. */
    private int padding() {
        return patches() * PATCH - options.window();
    }

    /** Above 0 for what the critic takes for real, [batch]. */
    private Tensor verdict(Parameters critic, Tensor windows) {
        Tensor filtered = features(critic, windows).permute(0, 1, 3, 2).flatten(1, 2);
        return verdict.encode(critic.part("verdict"), filtered).squeeze(1);
    }

    /** Squared errors of values and, weighted, of the features of their patch; the shape of the windows. */
    private Tensor errors(Parameters critic, Tensor windows, Tensor made) {
        Tensor values = windows.sub(made).square();
        Tensor seen =
                features(critic, windows).sub(features(critic, made)).square().mean(3);
        Tensor ofRows = seen.unsqueeze(3)
                .expand(seen.size(0), seen.size(1), seen.size(2), PATCH)
                .flatten(2, 3)
                .narrow(2, padding(), options.window());
        return values.add(Tensors.times(ofRows, options.features()));
    }

    @Override
    public Tensor cells(Parameters parameters, Tensor windows) {
        Parameters critic = parameters.part("critic").spectral(POWER_ITERATIONS);
        return errors(critic, windows, made(parameters, windows));
    }

    @Override
    public Expected expected(Parameters parameters, Tensor windows) {
        return new Expected(made(parameters, windows), null);
    }

    private Tensor made(Parameters parameters, Tensor windows) {
        Tensor codes = coder.encode(parameters.part("encoder"), range.clip(windows));
        return generate(parameters.part("generator"), codes);
    }

    @Override
    public List<String> findings(Parameters parameters, Tensor windows) {
        int count = (int) Math.min(MOST_COMPARED, windows.size(0));
        Tensor real = range.clip(windows.narrow(0, 0, count));
        Tensor prior = new Noise(COMPARED, Device.CPU).gaussian(count, options.latent());
        Tensor generated = generate(parameters.part("generator"), prior);
        Parameters critic = parameters.part("critic").spectral(POWER_ITERATIONS);
        return ModeUse.of(real, generated, verdict(critic, real), verdict(critic, generated))
                .told();
    }
}
