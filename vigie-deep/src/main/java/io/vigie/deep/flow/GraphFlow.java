package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The density of the later half of a window given the earlier half: each value has a flow, the same for all channels, that is
 * told the channel's own rows before it and, by a graph of attention over the channels, those of the others. The graph is
 * made from the earlier half alone, and rows are told nothing of their own time, so that the product over rows and channels
 * is a density.
 */
final class GraphFlow implements WindowDensity {
    /** Rows before a row that its channel's features are made of. */
    static final int REACH = 8;

    private static final int KERNEL = 4;
    private static final int LATER_KERNEL = 3; // at two rows between its taps: 4 + 2 x 2 rows in all
    private static final int EMBEDDING = 16;
    private static final double FARTHEST = 10; // history beyond that, in scale units, says no more

    private final MtgFlow detector;
    private final int channels;
    private final int told; // rows of the earlier half
    private final Flow flow;

    GraphFlow(MtgFlow detector, int channels) {
        this.detector = detector;
        this.channels = channels;
        this.told = detector.window() / 2;
        ConditionerShape shape = ConditionerShape.of(detector.hidden()).withContext(detector.hidden());
        List<Bijection> steps = new ArrayList<>();
        for (int block = 0; block < detector.blocks(); block++) {
            steps.add(new MaskedAutoregressive(1, shape));
        }
        this.flow = new Flow(new Chain(steps), new EntityBase(1, channels));
    }

    @Override
    public void write(ModelWriter out) {
        // all of it follows from options and schema
    }

    @Override
    public String name() {
        return detector.id();
    }

    @Override
    public ParameterLayout layout() {
        int hidden = detector.hidden();
        return new ParameterLayout()
                .convolution("early", 1, hidden, KERNEL)
                .convolution("late", hidden, hidden, LATER_KERNEL)
                .linear("query", told, EMBEDDING)
                .linear("key", told, EMBEDDING)
                .linear("own", hidden, hidden)
                .linear("others", hidden, hidden)
                .addAll("flow", flow.layout());
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor noisy = noise == null
                ? windows
                : windows.add(Tensors.times(noise.gaussian(windows.shape()), detector.jitter()));
        return Trim.worst(evidence(parameters, noisy).channelNats(), detector.trim());
    }

    /** How much each channel looks at each, rows adding up to 1: [batch, channel, channel]. */
    private Tensor graph(Parameters parameters, Tensor history) {
        Tensor earlier = history.narrow(2, 0, told);
        Tensor scores = torch.matmul(
                parameters.linear("query", earlier),
                parameters.linear("key", earlier).transpose(1, 2));
        return Tensors.times(scores, 1 / Math.sqrt(EMBEDDING)).softmax(2);
    }

    /** What is told to the flow of each later value, [batch, row, channel, hidden]. */
    private Tensor contexts(Parameters parameters, Tensor windows) {
        Tensor history = AffineCoupling.bounded(windows, FARTHEST);
        long batch = windows.size(0);
        int later = detector.window() - told;
        Tensor before = history.narrow(2, told - REACH, REACH + later - 1L); // all rows but the last
        Tensor single = before.reshape(batch * channels, REACH + later - 1L, 1);
        Tensor early = torch.relu(parameters.convolution("early", single, 1));
        Tensor late = torch.relu(parameters.convolution("late", early, 2));
        Tensor own = late.reshape(batch, channels, (long) later * detector.hidden());
        Tensor others = torch.matmul(graph(parameters, history), own);
        Tensor mixed =
                parameters.linear("own", apart(own, later)).add(parameters.linear("others", apart(others, later)));
        return torch.relu(mixed).transpose(1, 2);
    }

    private Tensor apart(Tensor features, int later) {
        return features.view(features.size(0), channels, later, detector.hidden());
    }

    @Override
    public int statistics() {
        return 3;
    }

    @Override
    public int channelParts() {
        return channels;
    }

    @Override
    public boolean addsUp() {
        return true;
    }

    @Override
    public Evidence evidence(Parameters parameters, Tensor windows) {
        int later = detector.window() - told;
        Tensor contexts = contexts(parameters, windows).reshape(-1, detector.hidden());
        Tensor values = windows.narrow(2, told, later).transpose(1, 2).reshape(-1, 1);
        Flow.Told each = flow.given(contexts).tell(parameters.part("flow"), values);
        Tensor channelNats = overRows(each.logDensity().neg());
        return new Evidence(
                List.of(
                        channelNats.sum(1),
                        overRows(each.energy()).sum(1),
                        overRows(each.logDeterminant()).sum(1)),
                channelNats);
    }

    private Tensor overRows(Tensor each) {
        return each.view(-1, detector.window() - told, channels).sum(1);
    }
}
