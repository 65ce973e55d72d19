package io.vigie.prepare;

import io.vigie.detect.Options;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Parallel;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns raw series into what detectors see: every value finite, scaled by statistics of the train part, gaps filled and
 * masked. Immutable and thread-safe; nothing of the data is kept but a few numbers a channel.
 *
 * <p><b>Statistics</b> come from measured values in rows that are not labelled anomalous. With {@link Scaling#ROBUST}
 * the centre is the median; the scale is the first of these widths that is at least 5 % of the widest of them, each
 * divided by its value for a standard Gaussian: the inter-quartile range / 1.349, the range of the deciles / 2.563, the
 * range of the 1st and 99th percentile / 4.653, the standard deviation. So a channel that mostly rests and sometimes
 * spikes is scaled by its spikes, and no scale is zero. A declared sensor noise and 1e-9 of the centre are lower bounds.
 * With {@link Scaling#STANDARD} mean and standard deviation take their place.
 *
 * <p>A channel that was <b>constant</b> in training has the declared sensor noise as its scale, else 1e-6 of its value,
 * else (always zero) 1e-9: when it moves later, its scaled value is large. A channel <b>never measured</b> in training is
 * kept and prepared as 0 throughout: nothing can be said of it. If that is so of every channel, fitting is refused.
 *
 * <p><b>Compression:</b> a scaled value z beyond the limit c ({@code clip}) becomes
 * {@code sign(z) c (1 + ln(|z|/c))}: smooth at c and strictly increasing, so that larger departures still rank higher, but
 * at most 710 c for any double. So nothing overflows and one channel among many cannot drown the others without limit.
 *
 * <p><b>Sensor noise</b> is the declared one, else the median of |second differences| / (0.6745 sqrt(6)): exact for white
 * Gaussian noise on a locally linear signal, untouched by rare jumps, 0 for constants.
 *
 * <p><b>Gaps</b> up to {@code max-gap} rows are interpolated or held, longer ones take the train centre (scaled 0; with
 * {@link GapFill#HOLD} after {@code max-gap} held rows). The mask tells the models which values were filled.
 */
public final class Preparation {
    private final SeriesSchema schema;
    private final PreparationOptions options;
    private final ChannelScale[] scales;
    private final RunNorm[] norms;
    private final List<Channel> preparedChannels;

    private Preparation(SeriesSchema schema, PreparationOptions options, ChannelScale[] scales, RunNorm[] norms) {
        this.schema = schema;
        this.options = options;
        this.scales = scales;
        this.norms = norms;
        List<Channel> prepared = new ArrayList<>();
        for (int c = 0; c < scales.length; c++) {
            double noise = scales[c].noise() / scales[c].scale();
            prepared.add(schema.channels()
                    .get(c)
                    .withUnit(null)
                    .withSensorNoise(Double.isFinite(noise) ? noise : Double.NaN));
        }
        this.preparedChannels = List.copyOf(prepared);
    }

    /**
     * Learns centre, scale, noise and run lengths of each channel, in time and (per thread) memory linear in the rows.
     *
     * @throws BadInputException if every row is labelled anomalous or nothing was measured at all
     */
    public static Preparation fit(TrainingSet raw, PreparationOptions options, RunContext context) {
        List<TimeSeries> segments = raw.normalSegments();
        int rows = segments.stream().mapToInt(TimeSeries::length).sum();
        int channels = raw.schema().channels().size();
        ChannelScale[] scales = new ChannelScale[channels];
        RunNorm[] norms = new RunNorm[channels];
        context.progress().report("prepare: fit", 0);
        Parallel.forChunks(context, channels, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                fitChannel(segments, rows, c, options.scaling(), scales, norms);
            }
        });
        context.progress().report("prepare: fit", 1);
        if (Arrays.stream(scales).allMatch(scale -> scale.rule() == ScaleRule.SILENT)) {
            throw new BadInputException("no channel of the train part (" + rows
                    + " rows of '" + segments.get(0).name()
                    + "') has a measured value; give a train part with data, or check the missing-value tokens");
        }
        return new Preparation(raw.schema(), options, scales, norms);
    }

    private static void fitChannel(
            List<TimeSeries> segments, int rows, int channel, Scaling scaling, ChannelScale[] scales, RunNorm[] norms) {
        double[] measured = new double[rows];
        double[] differences = new double[rows];
        int size = 0;
        int differenceCount = 0;
        RunNorm.Collector runs = new RunNorm.Collector();
        for (TimeSeries segment : segments) {
            double[] values = measuredOrNaN(segment, channel);
            runs.add(values, values.length);
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    measured[size++] = values[i];
                }
                double difference = i < 2 ? Double.NaN : Math.abs(values[i] - 2 * values[i - 1] + values[i - 2]);
                if (Double.isFinite(difference)) {
                    differences[differenceCount++] = difference;
                }
            }
        }
        norms[channel] = runs.norm();
        double declared = segments.get(0).channel(channel).sensorNoise();
        if (size == 0) {
            scales[channel] = ChannelScale.silent(declared);
            return;
        }
        double noise = differenceCount == 0
                ? 0
                : Quantiles.median(differences, differenceCount) / (Math.sqrt(6) * 0.6744897501960817);
        scales[channel] = ChannelScale.of(measured, size, noise, declared, scaling);
    }

    private static double[] measuredOrNaN(TimeSeries series, int channel) {
        double[] values = series.channelValues(channel);
        for (int i = 0; i < values.length; i++) {
            if (series.isMissing(channel, i)) {
                values[i] = Double.NaN;
            }
        }
        return values;
    }

    /** The schema it was fitted on. */
    public SeriesSchema schema() {
        return schema;
    }

    /** The schema of prepared series: the same names, no units, sensor noise in scaled units. */
    public SeriesSchema preparedSchema() {
        return new SeriesSchema(preparedChannels, schema.samplingInterval());
    }

    public PreparationOptions options() {
        return options;
    }

    /** Raw value that becomes 0. */
    public double centre(int channel) {
        return scales[channel].centre();
    }

    /** Raw difference that becomes 1; above 0. */
    public double scale(int channel) {
        return scales[channel].scale();
    }

    /** Which statistic gave the scale. */
    public ScaleRule scaleRule(int channel) {
        return scales[channel].rule();
    }

    /** Standard deviation of the sensor's noise in raw units: declared, else estimated from differences. */
    public double sensorNoise(int channel) {
        return scales[channel].noise();
    }

    /** Prepared value of a measured raw one. */
    public double toPrepared(int channel, double raw) {
        return scales[channel].scaled(raw, options.clip());
    }

    /** Raw value of a prepared one: the inverse of {@link #toPrepared}. */
    public double toRaw(int channel, double prepared) {
        return scales[channel].raw(prepared, options.clip());
    }

    /**
     * The prepared series: same rows and channel names, no unit, sensor noise in scaled units, no missing value, filled
     * ones masked.
     *
     * @throws BadInputException if the schema differs
     */
    public TimeSeries apply(TimeSeries raw) {
        schema.requireMatch(raw);
        double[][] prepared = new double[scales.length][];
        boolean[][] filled = new boolean[scales.length][];
        for (int c = 0; c < scales.length; c++) {
            prepared[c] = raw.channelValues(c);
            filled[c] = prepareChannel(raw, c, prepared[c]);
        }
        return TimeSeries.wrap(raw.name(), raw.time(), preparedChannels, prepared, filled);
    }

    /** Each series prepared, labels kept. */
    public TrainingSet apply(TrainingSet raw) {
        List<TrainingSet.Item> items = new ArrayList<>();
        for (TrainingSet.Item item : raw.items()) {
            items.add(new TrainingSet.Item(apply(item.series()), item.labels()));
        }
        return TrainingSet.of(items);
    }

    /** Scales and fills in place; returns the mask, or null where nothing is missing. */
    private boolean @Nullable [] prepareChannel(TimeSeries raw, int channel, double[] values) {
        ChannelScale scale = scales[channel];
        double clip = options.clip();
        boolean[] mask = null;
        boolean gaps = false;
        for (int i = 0; i < values.length; i++) {
            if (raw.isMissing(channel, i)) {
                if (mask == null) {
                    mask = new boolean[values.length];
                }
                mask[i] = true;
            }
            if (Double.isNaN(values[i])) {
                gaps = true;
            } else {
                values[i] = scale.scaled(values[i], clip);
            }
        }
        if (gaps) {
            fillGaps(values, scale.scaled(scale.centre(), clip));
        }
        return mask;
    }

    private void fillGaps(double[] values, double centre) {
        int from = 0;
        while (from < values.length) {
            if (!Double.isNaN(values[from])) {
                from++;
                continue;
            }
            int to = from;
            while (to < values.length && Double.isNaN(values[to])) {
                to++;
            }
            fillGap(values, from, to, centre);
            from = to;
        }
    }

    private void fillGap(double[] values, int from, int to, double centre) {
        if (options.gapFill() == GapFill.HOLD) {
            int held = from == 0 ? from : Math.min(to, from + options.maxGap());
            if (held > from) {
                Arrays.fill(values, from, held, values[from - 1]);
            }
            Arrays.fill(values, held, to, centre);
            return;
        }
        boolean before = from > 0;
        boolean after = to < values.length;
        if (to - from > options.maxGap() || (!before && !after)) {
            Arrays.fill(values, from, to, centre);
            return;
        }
        double left = before ? values[from - 1] : values[to];
        double right = after ? values[to] : left;
        for (int i = from; i < to; i++) {
            double share = (i - from + 1.0) / (to - from + 1.0);
            values[i] = left + (right - left) * share;
        }
    }

    /**
     * Which channels were frozen or silent when, judged against the train part; causal.
     *
     * @throws BadInputException if the schema differs
     */
    public ChannelHealth health(TimeSeries raw) {
        schema.requireMatch(raw);
        List<List<ChannelHealth.Fault>> faults = new ArrayList<>();
        for (int c = 0; c < scales.length; c++) {
            faults.add(faults(raw, c));
        }
        return new ChannelHealth(raw.length(), faults);
    }

    private List<ChannelHealth.Fault> faults(TimeSeries raw, int channel) {
        List<ChannelHealth.Fault> faults = new ArrayList<>();
        RunWatch watch = watch(channel);
        double[] values = measuredOrNaN(raw, channel);
        int raisedFrom = -1;
        int start = 0;
        int reference = 0;
        ChannelHealth.State raised = ChannelHealth.State.HEALTHY;
        for (int row = 0; row <= values.length; row++) {
            ChannelHealth.State state = ChannelHealth.State.HEALTHY;
            if (row < values.length) {
                watch.push(values[row]);
                state = watch.state();
            }
            if (raised != ChannelHealth.State.HEALTHY && state != raised) {
                faults.add(new ChannelHealth.Fault(
                        channel, raised, new Interval(start, row), raisedFrom, reference, norms[channel].rows()));
            }
            if (state != raised && state != ChannelHealth.State.HEALTHY) {
                raisedFrom = row;
                start = (int) (row + 1 - watch.runRows());
                reference = watch.reference();
            }
            raised = state;
        }
        return List.copyOf(faults);
    }

    RunWatch watch(int channel) {
        return new RunWatch(
                norms[channel], options, schema.channels().get(channel).role() != ChannelRole.REFERENCE);
    }

    /**
     * A fresh preparation that is fed row by row. It cannot look ahead, so it fills gaps as {@link GapFill#HOLD}
     * whatever the options say, and agrees exactly with {@link #apply} under that fill.
     */
    public OnlinePreparation online() {
        return new OnlinePreparation(this);
    }

    /** One that goes on from a state written by {@link OnlinePreparation#write}. */
    public OnlinePreparation online(ModelReader state) {
        OnlinePreparation online = new OnlinePreparation(this);
        online.read(state);
        return online;
    }

    /** Writes options and statistics; the schema is written by the caller. */
    public void write(ModelWriter out) {
        Map<String, String> texts = Options.toMap(options);
        out.texts("option-keys", List.copyOf(texts.keySet()));
        out.texts("option-values", List.copyOf(texts.values()));
        int channels = scales.length;
        double[] centre = new double[channels];
        double[] scale = new double[channels];
        double[] noise = new double[channels];
        int[] rule = new int[channels];
        long[] rows = new long[channels];
        int[] runs = new int[channels * 3];
        int[] flags = new int[channels * 2];
        int[] restingCount = new int[channels];
        double[] resting = new double[channels * RunNorm.RESTING_VALUES];
        for (int c = 0; c < channels; c++) {
            centre[c] = scales[c].centre();
            scale[c] = scales[c].scale();
            noise[c] = scales[c].noise();
            rule[c] = scales[c].rule().ordinal();
            RunNorm norm = norms[c];
            rows[c] = norm.rows();
            runs[c * 3] = norm.longestRun();
            runs[c * 3 + 1] = norm.longestOtherRun();
            runs[c * 3 + 2] = norm.longestGap();
            flags[c * 2] = norm.neverFrozen() ? 1 : 0;
            flags[c * 2 + 1] = norm.neverSilent() ? 1 : 0;
            restingCount[c] = norm.resting().length;
            System.arraycopy(norm.resting(), 0, resting, c * RunNorm.RESTING_VALUES, norm.resting().length);
        }
        out.tensor("centre", centre, channels);
        out.tensor("scale", scale, channels);
        out.tensor("noise", noise, channels);
        out.tensor("rule", rule, channels);
        out.tensor("rows", rows, channels);
        out.tensor("runs", runs, channels, 3);
        out.tensor("never", flags, channels, 2);
        out.tensor("resting-count", restingCount, channels);
        out.tensor("resting", resting, channels, RunNorm.RESTING_VALUES);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ModelFormatException if it is not usable
     */
    public static Preparation read(SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        double[] centre = in.doubles("centre", channels);
        double[] scale = in.doubles("scale", channels);
        double[] noise = in.doubles("noise", channels);
        int[] rule = in.ints("rule", channels);
        long[] rows = in.longs("rows", channels);
        int[] runs = in.ints("runs", channels, 3);
        int[] never = in.ints("never", channels, 2);
        int[] restingCount = in.ints("resting-count", channels);
        double[] resting = in.doubles("resting", channels, RunNorm.RESTING_VALUES);
        ChannelScale[] scales = new ChannelScale[channels];
        RunNorm[] norms = new RunNorm[channels];
        ScaleRule[] rules = ScaleRule.values();
        for (int c = 0; c < channels; c++) {
            if (rule[c] < 0
                    || rule[c] >= rules.length
                    || restingCount[c] < 0
                    || restingCount[c] > RunNorm.RESTING_VALUES) {
                throw new ModelFormatException("scale rule " + rule[c] + " or " + restingCount[c]
                        + " resting values of channel " + c + " are unknown; the model is damaged, fit it again");
            }
            scales[c] = new ChannelScale(centre[c], scale[c], noise[c], rules[rule[c]]);
            int start = c * RunNorm.RESTING_VALUES;
            norms[c] = new RunNorm(
                    rows[c],
                    runs[c * 3],
                    runs[c * 3 + 1],
                    Arrays.copyOfRange(resting, start, start + restingCount[c]),
                    never[c * 2] != 0,
                    runs[c * 3 + 2],
                    never[c * 2 + 1] != 0);
        }
        List<String> keys = in.texts("option-keys");
        List<String> values = in.texts("option-values");
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            texts.put(keys.get(i), values.get(i));
        }
        return new Preparation(schema, PreparationOptions.of(texts), scales, norms);
    }
}
