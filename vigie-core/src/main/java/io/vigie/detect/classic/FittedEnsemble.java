package io.vigie.detect.classic;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.MemberScores;
import io.vigie.detect.NormalNeighbour;
import io.vigie.detect.NormalNeighbours;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fitted members and their scales.
 *
 * @param detector the detector this was fitted for: the ensemble, or one that is an ensemble underneath
 * @param ensemble the options that made the members
 * @param delay rows between an observation and its score, at least the members' greatest
 */
record FittedEnsemble(
        Detector detector,
        Ensemble ensemble,
        int delay,
        SeriesSchema schema,
        List<FittedDetector> members,
        List<ScoreScale> scales)
        implements FittedDetector, NormalNeighbours {
    private static final int CHUNK = 8192;
    private static final String SCALE = "scale";
    private static final String COMBINATION = "combine";

    static FittedEnsemble read(Ensemble ensemble, SeriesSchema schema, ModelReader in) {
        return read(ensemble, ensemble, ensemble.descriptor().delay(), schema, in);
    }

    static FittedEnsemble read(Detector owner, Ensemble ensemble, int delay, SeriesSchema schema, ModelReader in) {
        List<FittedDetector> members = new ArrayList<>();
        List<ScoreScale> scales = new ArrayList<>();
        for (int m = 0; m < ensemble.members().size(); m++) {
            members.add(Detectors.read(schema, in.section("member-" + m)));
            scales.add(ScoreScale.read(ensemble.scale(), in.section("scale-" + m)));
        }
        return new FittedEnsemble(owner, ensemble, delay, schema, members, scales);
    }

    @Override
    public void write(ModelWriter out) {
        out.texts("members", ensemble.members());
        out.texts("weights", ensemble.weights());
        StoredConstant.write(out, SCALE, ensemble.scale());
        StoredConstant.write(out, COMBINATION, ensemble.combine());
        for (int m = 0; m < members.size(); m++) {
            Detectors.write(members.get(m), out.section("member-" + m));
            scales.get(m).write(out.section("scale-" + m));
        }
    }

    /** The options that {@link #write} wrote; models from before scale and combination were written had those of then. */
    static Ensemble options(ModelReader in) {
        return new Ensemble(
                in.texts("members"),
                StoredConstant.read(in, SCALE, MemberScale.RANK),
                StoredConstant.read(in, COMBINATION, MemberCombination.WEIGHTED),
                in.texts("weights"));
    }

    @Override
    public double linear(double score) {
        return ensemble.scale().isLogRank() ? Math.exp(score) : score;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (FittedDetector member : members) {
            notes.addAll(member.notes());
        }
        return notes;
    }

    @Override
    public void close() {
        members.forEach(FittedDetector::close);
    }

    /** What the member with such a notion and the fewest blind spots expects, the first of several. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        List<FittedDetector> byBlindSpots = new ArrayList<>(members);
        byBlindSpots.sort(Comparator.comparingInt(
                member -> member.detector().descriptor().blindSpots().size()));
        for (FittedDetector member : byBlindSpots) {
            Optional<Expectation> expectation = member.expectation(series, rows);
            if (expectation.isPresent()) {
                return expectation;
            }
        }
        return Optional.empty();
    }

    /** What the first member with a memory shows, of those whose window the series holds. */
    @Override
    public List<NormalNeighbour> nearestNormal(TimeSeries series, int row) {
        PreparedRows.requirePrepared(schema, series);
        for (FittedDetector member : members) {
            if (member instanceof NormalNeighbours memory) {
                List<NormalNeighbour> neighbours;
                try {
                    neighbours = memory.nearestNormal(series, row);
                } catch (BadInputException tooShort) {
                    // As when it scores: another member may have a shorter window.
                    continue;
                }
                if (!neighbours.isEmpty()) {
                    return neighbours;
                }
            }
        }
        return List.of();
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        int rows = series.length();
        int channels = series.channelCount();
        double[] weights = ensemble.normalisedWeights();
        double[][] scaled = new double[members.size()][];
        float[][] contributions = new float[channels][rows];
        double[] best = new double[rows];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        @Nullable BadInputException refusal = null;
        int warmUp = rows;
        for (int m = 0; m < members.size(); m++) {
            context.progress().report("score " + members.get(m).detector().id(), m / (double) members.size());
            scaled[m] = new double[rows];
            Scores scores;
            try {
                scores = members.get(m).score(series, context);
            } catch (BadInputException tooShort) {
                // Schema and values are checked: the series is shorter than this member's window.
                Arrays.fill(scaled[m], Double.NaN);
                refusal = refusal == null ? tooShort : refusal;
                continue;
            }
            warmUp = Math.min(warmUp, scores.warmUp());
            add(m, weights[m], scores, scaled[m], contributions, best, context);
        }
        if (warmUp == rows && refusal != null) {
            throw refusal;
        }
        double[] totals = new double[rows];
        Parallel.forChunks(context, rows, CHUNK, (from, to) -> {
            double[] values = new double[members.size()];
            for (int row = from; row < to; row++) {
                for (int m = 0; m < values.length; m++) {
                    values[m] = scaled[m][row];
                }
                totals[row] = combine(values, weights);
                double factor = factor(values, weights, totals[row]);
                for (int c = 0; c < channels; c++) {
                    contributions[c][row] = (float) (contributions[c][row] * factor);
                }
            }
        });
        List<MemberScores> said = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            said.add(new MemberScores(ensemble.members().get(m), weights[m], scaled[m]));
        }
        return Scores.of(totals, contributions, detector.descriptor().unit(), warmUp)
                .withMembers(said);
    }

    private void add(
            int m,
            double weight,
            Scores scores,
            double[] scaled,
            float[][] contributions,
            double[] best,
            RunContext context) {
        int channels = contributions.length;
        ScoreScale scale = scales.get(m);
        Parallel.forChunks(context, scaled.length, CHUNK, (from, to) -> {
            double[] sums = new double[to - from];
            for (int c = 0; c < scores.channelCount(); c++) {
                for (int row = from; row < to; row++) {
                    sums[row - from] += Math.max(0, scores.contribution(c, row));
                }
            }
            double[] earlier = new double[to - from];
            double[] added = new double[to - from];
            for (int row = from; row < to; row++) {
                double total = scores.total(row);
                scaled[row] = Double.isNaN(total) ? Double.NaN : scale.of(total);
                earlier[row - from] = earlier(scaled[row], best[row]);
                added[row - from] = added(weight, scaled[row], best[row]);
                best[row] = scaled[row] > best[row] ? scaled[row] : best[row];
            }
            for (int c = 0; c < channels; c++) {
                float[] target = contributions[c];
                for (int row = from; row < to; row++) {
                    if (Double.isNaN(scaled[row])) {
                        continue;
                    }
                    float given = scores.hasContributions() ? scores.contribution(c, row) : 0;
                    double share = share(given, sums[row - from], channels);
                    target[row] = (float) (target[row] * earlier[row - from] + added[row - from] * share);
                }
            }
        });
    }

    /** A channel's share of a member's score; contributions below zero count as none. */
    private static double share(float contribution, double sum, int channels) {
        return sum > 0 ? Math.max(0, contribution) / sum : 1.0 / channels;
    }

    /** What a channel's sum over the members so far is multiplied with when one more comes; {@code best} is their maximum. */
    private double earlier(double scaled, double best) {
        return switch (ensemble.combine()) {
            case MEAN, WEIGHTED, MEDIAN -> 1;
            case MAX -> scaled > best ? 0 : 1;
            case LEANING -> lean(best, Math.max(best, scaled));
        };
    }

    /** What one more member adds to all channels' sums together. */
    private double added(double weight, double scaled, double best) {
        return switch (ensemble.combine()) {
            case MEAN, WEIGHTED -> weight * scaled;
            case MEDIAN -> weight;
            case MAX -> scaled > best ? scaled : 0;
            case LEANING -> weight * scaled * lean(scaled, Math.max(best, scaled));
        };
    }

    /** The lean of a member against the one of the highest score. */
    private static double lean(double scaled, double max) {
        return Math.exp(MemberCombination.SHARPNESS * (scaled - max));
    }

    /** What sums over members are multiplied with in the end. */
    private double factor(double[] values, double[] weights, double total) {
        double present = 0;
        for (int m = 0; m < values.length; m++) {
            present += Double.isNaN(values[m]) ? 0 : weights[m];
        }
        if (present == 0) {
            return 0;
        }
        return switch (ensemble.combine()) {
            case MEAN, WEIGHTED -> 1 / present;
            case MEDIAN -> total / present;
            case MAX -> 1;
            case LEANING -> {
                double max = max(values);
                double brought = 0;
                for (int m = 0; m < values.length; m++) {
                    brought += Double.isNaN(values[m]) ? 0 : added(weights[m], values[m], max);
                }
                yield brought > 0 ? total / brought : 0;
            }
        };
    }

    private static double max(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = value > max ? value : max;
        }
        return max;
    }

    private double combine(double[] values, double[] weights) {
        double sum = 0;
        double present = 0;
        int count = 0;
        for (int m = 0; m < values.length; m++) {
            if (!Double.isNaN(values[m])) {
                sum += weights[m] * values[m];
                present += weights[m];
                count++;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        return switch (ensemble.combine()) {
            case MEAN, WEIGHTED -> sum / present;
            case MAX -> max(values);
            case LEANING -> {
                double max = max(values);
                double leaned = 0;
                for (int m = 0; m < values.length; m++) {
                    leaned += Double.isNaN(values[m]) ? 0 : weights[m] * lean(values[m], max);
                }
                yield Math.max(0, max + Math.log(leaned / present) / MemberCombination.SHARPNESS);
            }
            case MEDIAN -> {
                double[] sorted = values.clone();
                Arrays.sort(sorted); // NaN last
                yield 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
            }
        };
    }

    @Override
    public OnlineScorer online() {
        requireOnline();
        return new Online(members.stream().map(FittedDetector::online).toList());
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        requireOnline();
        List<OnlineScorer> scorers = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            scorers.add(members.get(m).online(state.section("member-" + m)));
        }
        Online online = new Online(scorers);
        online.read(state);
        return online;
    }

    private void requireOnline() {
        if (!detector.descriptor().onlineCapable()) {
            throw new UnsupportedOperationException("detector '" + detector.id()
                    + "' has a member that needs the whole series; leave it out to score row by row");
        }
    }

    private final class Online implements OnlineScorer {
        private final int channels = schema.channels().size();
        private final int held = delay + 1;
        private final double[] weights = ensemble.normalisedWeights();
        private final List<OnlineScorer> scorers;
        private final double[] scaled; // [row % held][member]
        private final float[] given; // [row % held][member][channel]
        private final float[] contributions = new float[channels];
        private long pushed;

        private Online(List<OnlineScorer> scorers) {
            this.scorers = scorers;
            this.scaled = new double[Math.multiplyExact(held, scorers.size())];
            this.given = new float[Math.multiplyExact(scaled.length, channels)];
            Arrays.fill(scaled, Double.NaN);
        }

        @Override
        public int delay() {
            return delay;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            for (int m = 0; m < scorers.size(); m++) {
                double score = scorers.get(m).push(row);
                long judged = pushed - scorers.get(m).delay();
                if (judged >= 0) {
                    int slot = (int) (judged % held) * scorers.size() + m;
                    scaled[slot] =
                            Double.isNaN(score) ? Double.NaN : scales.get(m).of(score);
                    float[] contributed = scorers.get(m).contributions();
                    System.arraycopy(contributed, 0, given, slot * channels, contributed.length);
                }
            }
            long judged = pushed++ - delay;
            Arrays.fill(contributions, 0f);
            return judged < 0 ? Double.NaN : judge((int) (judged % held));
        }

        private double judge(int slot) {
            double[] values = Arrays.copyOfRange(scaled, slot * scorers.size(), (slot + 1) * scorers.size());
            double total = combine(values, weights);
            double best = Double.NEGATIVE_INFINITY;
            for (int m = 0; m < values.length; m++) {
                if (Double.isNaN(values[m])) {
                    continue;
                }
                double earlier = earlier(values[m], best);
                double added = added(weights[m], values[m], best);
                best = Math.max(best, values[m]);
                int at = slot * scorers.size() + m;
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    sum += Math.max(0, given[at * channels + c]);
                }
                for (int c = 0; c < channels; c++) {
                    double share = share(given[at * channels + c], sum, channels);
                    contributions[c] = (float) (contributions[c] * earlier + added * share);
                }
            }
            double factor = factor(values, weights, total);
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) (contributions[c] * factor);
            }
            return total;
        }

        @Override
        public float[] contributions() {
            return contributions.clone();
        }

        @Override
        public void write(ModelWriter out) {
            for (int m = 0; m < scorers.size(); m++) {
                scorers.get(m).write(out.section("member-" + m));
            }
            out.integer("pushed", pushed);
            out.tensor("scaled", scaled, held, scorers.size());
            out.tensor("given", given, held, scorers.size(), channels);
            out.tensor("contributions", contributions, channels);
        }

        private void read(ModelReader in) {
            pushed = in.integer("pushed");
            System.arraycopy(in.doubles("scaled", held, scorers.size()), 0, scaled, 0, scaled.length);
            System.arraycopy(in.floats("given", held, scorers.size(), channels), 0, given, 0, given.length);
            System.arraycopy(in.floats("contributions", channels), 0, contributions, 0, channels);
        }
    }
}
