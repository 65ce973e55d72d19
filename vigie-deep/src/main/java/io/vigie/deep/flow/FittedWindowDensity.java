package io.vigie.deep.flow;

import io.vigie.deep.density.CodeLength;
import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PartSurprise;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.Quietness;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.SharedVote;
import io.vigie.detect.internal.TailSurprise;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained {@link WindowDensity} (or several, which differ in how they began) whose likelihoods become scores by a
 * {@link Correction} that was fitted on windows of the train part, of its validation part too.
 */
final class FittedWindowDensity implements FittedDetector {
    static final String UNIT = "nats";

    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 128;
    private static final int PART = 64;
    private static final int BLOCK = 512; // windows scored together
    private static final int MOST_CALIBRATED = 2048; // windows a correction is fitted on
    private static final float LIMIT = 1e6f; // further out is no less probable: couplings stay within float32
    private static final double LEAST_SHARE = 1e-3; // of a channel, in nats of surprise

    private final DensityPlan detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final WindowDensity density;
    private final List<NetworkWeights> members;
    private final List<TrainingReport> reports;
    private final List<String> findings;
    private final @Nullable Background background;
    private final @Nullable Quietness quietness;
    private final List<TailSurprise> statisticSurprise; // none where the correction does not need them
    private final List<TailSurprise> channelSurprise; // of the parts of channels; none where there are none
    private final @Nullable PartSurprise parts; // of the channels, and of what belongs to none; null but for parts

    private FittedWindowDensity(
            DensityPlan detector,
            SeriesSchema schema,
            WindowDensity density,
            List<NetworkWeights> members,
            List<TrainingReport> reports,
            List<String> findings,
            @Nullable Background background,
            @Nullable Quietness quietness,
            List<TailSurprise> statisticSurprise,
            List<TailSurprise> channelSurprise,
            @Nullable PartSurprise parts) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.density = density;
        this.members = List.copyOf(members);
        this.reports = List.copyOf(reports);
        this.findings = List.copyOf(findings);
        this.background = background;
        this.quietness = quietness;
        this.statisticSurprise = List.copyOf(statisticSurprise);
        this.channelSurprise = List.copyOf(channelSurprise);
        this.parts = parts;
    }

    /** What a batch of windows comes to before it is judged. */
    private record Measured(double[][] statistics, double[] channelNats, double[] quiet, float[] quietShares) {}

    static FittedWindowDensity fit(
            DensityPlan detector,
            SeriesSchema schema,
            List<TimeSeries> segments,
            Function<TrainingWindows, WindowDensity> density,
            RunContext context) {
        TrainingWindows windows = new TrainingWindows(segments, detector.window(), 0, VALIDATION_SHARE);
        WindowDensity network = density.apply(windows);
        List<NetworkWeights> members = new ArrayList<>();
        List<TrainingReport> reports = new ArrayList<>();
        for (int member = 0; member < detector.correction().members(); member++) {
            Trained trained = Trainer.train(
                    network,
                    windows,
                    detector.training(windows.trainCount(), BATCH, PART),
                    member == 0 ? context : context.forComponent("member-" + member));
            members.add(new NetworkWeights(network.layout(), trained.weights()));
            reports.add(trained.report());
        }
        @Nullable
        Background background =
                detector.correction() == Correction.LIKELIHOOD_RATIO ? Background.of(windows, detector.jitter()) : null;
        float[] heldOut = windows.heldOut();
        List<String> findings = new ArrayList<>();
        for (NetworkWeights member : members) {
            findings.addAll(member.compute(
                    context.device(),
                    parameters -> network.findings(
                            parameters, tensor(heldOut, windows.channels(), windows.window(), context.device()))));
        }
        float[] some = windows.spreadAll(MOST_CALIBRATED);
        @Nullable
        Quietness quietness = detector.correction().quiet() && detector.window() > 1
                ? Quietness.of(some, windows.channels(), windows.window(), windows.window(), detector.jitter())
                : null;
        FittedWindowDensity likelihood = new FittedWindowDensity(
                detector,
                schema,
                network,
                members,
                reports,
                findings,
                background,
                quietness,
                List.of(),
                List.of(),
                null);
        return likelihood.calibrated(some, SharedVote.weights(segments, 2), context);
    }

    private FittedWindowDensity calibrated(float[] windows, double[] votes, RunContext context) {
        int size = channels * window;
        int count = windows.length / size;
        double[][] statistics = new double[columns()][count];
        int own = density.channelParts();
        double[] channelNats = new double[own * count];
        Parallel.forChunks(context, count, BLOCK, (from, to) -> {
            Measured measured = measure(Arrays.copyOfRange(windows, from * size, to * size), context.device());
            for (int k = 0; k < statistics.length; k++) {
                System.arraycopy(measured.statistics()[k], 0, statistics[k], from, to - from);
            }
            System.arraycopy(measured.channelNats(), 0, channelNats, from * own, (to - from) * own);
        });
        double[][] seen = new double[figureCount()][count];
        for (int i = 0; i < count; i++) {
            double[] figures = figures(statistics[0][i], channelNats, i * own);
            for (int p = 0; p < seen.length; p++) {
                seen[p][i] = figures[p];
            }
        }
        double[] leastScale = new double[seen.length];
        Arrays.fill(leastScale, 0, own, density.leastPart());
        double[] weights = new double[seen.length];
        Arrays.fill(weights, 1);
        System.arraycopy(votes, 0, weights, 0, own);
        boolean byParts = detector.correction() == Correction.PARTS;
        List<TailSurprise> ofChannels = new ArrayList<>();
        for (int c = 0; c < own && !byParts; c++) {
            ofChannels.add(TailSurprise.of(seen[c]));
        }
        List<TailSurprise> ofStatistics = new ArrayList<>();
        if (detector.correction().calibrated()) {
            for (double[] column : statistics) {
                ofStatistics.add(TailSurprise.of(column));
            }
        }
        return new FittedWindowDensity(
                detector,
                schema,
                density,
                members,
                reports,
                findings,
                background,
                quietness,
                ofStatistics,
                ofChannels,
                byParts ? PartSurprise.of(seen, weights, leastScale) : null);
    }

    private int figureCount() {
        return density.channelParts() + (density.addsUp() ? 0 : 1);
    }

    /** The parts of a window's nats that belong to channels, and what belongs to none where there is such a part. */
    private double[] figures(double nats, double[] channelNats, int from) {
        int own = density.channelParts();
        double[] figures = Arrays.copyOfRange(channelNats, from, from + figureCount());
        if (figures.length > own) {
            figures[own] = nats;
            for (int c = 0; c < own; c++) {
                figures[own] -= figures[c];
            }
        }
        return figures;
    }

    /** Statistics of a window that the correction looks at. */
    private int columns() {
        return detector.correction() == Correction.DENSITY_OF_STATES ? density.statistics() : 1;
    }

    private int channelCount() {
        return detector.descriptor().perChannel() ? channels : 0;
    }

    /** Gives back what {@link #write} wrote; the density is built from the section that it wrote. */
    static FittedWindowDensity read(
            DensityPlan detector, SeriesSchema schema, Function<ModelReader, WindowDensity> density, ModelReader in) {
        WindowDensity network = density.apply(in.section("density"));
        List<NetworkWeights> members = new ArrayList<>();
        List<TrainingReport> reports = new ArrayList<>();
        for (int member = 0; member < detector.correction().members(); member++) {
            members.add(NetworkWeights.read(network.layout(), in.section("network-" + member)));
            reports.add(TrainingReport.read(in.section("training-" + member)));
        }
        int channels = schema.channels().size();
        return new FittedWindowDensity(
                detector,
                schema,
                network,
                members,
                reports,
                in.texts("findings"),
                in.hasSection("background") ? Background.read(in.section("background"), channels) : null,
                in.hasSection("quietness") ? Quietness.read(in.section("quietness")) : null,
                readAll("statistic-", in),
                readAll("channel-", in),
                in.hasSection("parts") ? PartSurprise.read(in.section("parts")) : null);
    }

    private static List<TailSurprise> readAll(String prefix, ModelReader in) {
        List<TailSurprise> all = new ArrayList<>();
        while (in.hasSection(prefix + all.size())) {
            all.add(TailSurprise.read(in.section(prefix + all.size())));
        }
        return all;
    }

    @Override
    public void write(ModelWriter out) {
        density.write(out.section("density"));
        for (int member = 0; member < members.size(); member++) {
            members.get(member).write(out.section("network-" + member));
            reports.get(member).write(out.section("training-" + member));
        }
        out.texts("findings", findings);
        if (background != null) {
            background.write(out.section("background"));
        }
        if (quietness != null) {
            quietness.write(out.section("quietness"));
        }
        for (int k = 0; k < statisticSurprise.size(); k++) {
            statisticSurprise.get(k).write(out.section("statistic-" + k));
        }
        for (int c = 0; c < channelSurprise.size(); c++) {
            channelSurprise.get(c).write(out.section("channel-" + c));
        }
        if (parts != null) {
            parts.write(out.section("parts"));
        }
    }

    @Override
    public DensityPlan detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            notes.addAll(reports.get(member)
                    .notes(members.size() == 1 ? detector.id() : detector.id() + " " + (member + 1)));
        }
        for (String finding : findings) {
            notes.add(detector.id() + ": " + finding);
        }
        return notes;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        int count = series.length() - window + 1;
        double[] scores = new double[count];
        float[][] shares = new float[channelCount()][count];
        Parallel.forChunks(context, count, BLOCK, (from, to) -> {
            float[] rows = PreparedRows.floats(series.slice(from, to + window - 1));
            float[] windows = new float[Math.multiplyExact(to - from, channels * window)];
            for (int i = 0; i < to - from; i++) {
                copy(rows, i, windows, i);
            }
            Measured measured = measure(windows, context.device());
            float[] own = new float[shares.length];
            for (int i = 0; i < to - from; i++) {
                scores[from + i] = judge(measured, i, own);
                for (int c = 0; c < own.length; c++) {
                    shares[c][from + i] = own[c];
                }
            }
        });
        return detector.windowScores().toScores(scores, shares, UNIT, context);
    }

    /** Window number {@code at} of row-major rows, to [channel][time]. */
    private void copy(float[] rows, int at, float[] target, int position) {
        int start = position * channels * window;
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < window; t++) {
                float value = rows[(at + t) * channels + c];
                target[start + c * window + t] = Math.max(-LIMIT, Math.min(LIMIT, value));
            }
        }
    }

    private Measured measure(float[] windows, Device device) {
        int count = windows.length / (channels * window);
        double[][] statistics = new double[columns()][];
        double[] channelNats = new double[0];
        double[][] nats = new double[members.size()][];
        for (int member = 0; member < nats.length; member++) {
            double[][] found = members.get(member).compute(device, parameters -> evidence(parameters, windows, device));
            nats[member] = found[0];
            System.arraycopy(found, 0, statistics, 0, Math.min(statistics.length, found.length - 1));
            channelNats = member == 0 ? found[found.length - 1] : channelNats;
        }
        switch (detector.correction()) {
            case NONE, ACTIVITY, PARTS, TYPICALITY, DENSITY_OF_STATES -> {}
            case COMPLEXITY ->
                statistics[0] = less(nats[0], CodeLength.of(windows, channels, window, detector.jitter()));
            case LIKELIHOOD_RATIO -> statistics[0] = less(nats[0], backgroundNats(windows, count, device));
            case WAIC -> statistics[0] = meanAndVariance(nats);
        }
        double[] quiet = new double[quietness == null ? 0 : count];
        float[] quietShares = new float[quiet.length * channelCount()];
        if (quietness != null) {
            int size = channels * window;
            float[] own = new float[channelCount()];
            for (int i = 0; i < count; i++) {
                quiet[i] = quietness.of(Arrays.copyOfRange(windows, i * size, (i + 1) * size), own);
                System.arraycopy(own, 0, quietShares, i * own.length, own.length);
            }
        }
        return new Measured(statistics, channelNats, quiet, quietShares);
    }

    /** The density's statistics, then the nats of channels. */
    private double[][] evidence(Parameters parameters, float[] windows, Device device) {
        WindowDensity.Evidence evidence = density.evidence(parameters, tensor(windows, device));
        double[][] found = new double[evidence.statistics().size() + 1][];
        for (int k = 0; k < found.length - 1; k++) {
            found[k] = Tensors.doubles(evidence.statistics().get(k));
        }
        found[found.length - 1] = Tensors.doubles(evidence.channelNats());
        return found;
    }

    private Tensor tensor(float[] windows, Device device) {
        return tensor(windows, channels, window, device);
    }

    private static Tensor tensor(float[] windows, int channels, int window, Device device) {
        return Tensors.on(device, Tensors.of(windows, windows.length / (channels * window), channels, window));
    }

    private double[] backgroundNats(float[] windows, int count, Device device) {
        if (background == null) {
            return new double[count];
        }
        return members.get(0).compute(device, parameters -> Tensors.doubles(background.nats(tensor(windows, device))));
    }

    private static double[] less(double[] from, double[] what) {
        double[] left = from.clone();
        for (int i = 0; i < left.length; i++) {
            left[i] -= what[i];
        }
        return left;
    }

    /** As WAIC has it: minus the mean of the log density, plus its variance over the members. */
    private static double[] meanAndVariance(double[][] nats) {
        double[] result = new double[nats[0].length];
        for (int i = 0; i < result.length; i++) {
            double mean = 0;
            for (double[] member : nats) {
                mean += member[i] / nats.length;
            }
            double squares = 0;
            for (double[] member : nats) {
                squares += (member[i] - mean) * (member[i] - mean);
            }
            result[i] = mean + squares / (nats.length - 1);
        }
        return result;
    }

    /** The score of a window, and what each channel has of it. */
    private double judge(Measured measured, int at, float[] shares) {
        double[][] statistics = measured.statistics();
        boolean shared = false;
        double score = switch (detector.correction()) {
            case NONE, LIKELIHOOD_RATIO, COMPLEXITY, WAIC -> statistics[0][at];
            case TYPICALITY, DENSITY_OF_STATES -> {
                double sum = 0;
                for (int k = 0; k < statistics.length; k++) {
                    sum += statisticSurprise.get(k).twoSided(statistics[k][at]);
                }
                yield sum;
            }
            case ACTIVITY -> statisticSurprise.get(0).high(statistics[0][at]);
            case PARTS -> {
                int own = density.channelParts();
                shared = true;
                yield Objects.requireNonNull(parts, "there where the correction is by parts")
                        .of(figures(statistics[0][at], measured.channelNats(), at * own), shares);
            }
        };
        if (quietness != null && measured.quiet()[at] > score) {
            System.arraycopy(measured.quietShares(), at * shares.length, shares, 0, shares.length);
            return measured.quiet()[at];
        }
        if (shares.length > 0 && !shared) {
            share(score, measured.channelNats(), at * shares.length, shares);
        }
        return score;
    }

    private void share(double score, double[] channelNats, int from, float[] shares) {
        if (detector.correction() == Correction.NONE) {
            for (int c = 0; c < shares.length; c++) {
                shares[c] = (float) channelNats[from + c];
            }
            return;
        }
        double[] surprise = new double[shares.length];
        double sum = 0;
        for (int c = 0; c < surprise.length; c++) {
            surprise[c] = channelSurprise.get(c).twoSided(channelNats[from + c]) + LEAST_SHARE;
            sum += surprise[c];
        }
        for (int c = 0; c < surprise.length; c++) {
            shares[c] = (float) (score * surprise[c] / sum);
        }
    }

    @Override
    public void close() {
        members.forEach(NetworkWeights::close);
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window, channels), detector.windowScores().online(channelCount()));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window, channels, state.section("rows")),
                detector.windowScores().online(channelCount(), state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final float[] rows = new float[window * channels];
        private final float[] current = new float[window * channels];
        private final float[] shares = new float[channelCount()];

        private Online(RowRing ring, WindowScores.Online smoothed) {
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.windowScores().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            int start = ring.windowStart();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) ring.storage()[start + i];
            }
            copy(rows, 0, current, 0);
            double score = judge(measure(current, Device.CPU), 0, shares);
            return smoothed.push(score, shares);
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            smoothed.write(out.section("scores"));
        }
    }
}
