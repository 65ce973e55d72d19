package io.vigie.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final PreparationOptions DEFAULTS = PreparationOptions.defaults();
    private static final double NAN = Double.NaN;

    static TimeSeries series(double[]... values) {
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < values.length; c++) {
            channels.add(Channel.of("c" + c));
        }
        return TimeSeries.of("plant", TimeAxis.rows(values[0].length), channels, values);
    }

    static Preparation fit(double[]... train) {
        return fit(DEFAULTS, series(train));
    }

    static Preparation fit(PreparationOptions options, TimeSeries train) {
        return Preparation.fit(TrainingSet.of(train), options, RunContext.defaults());
    }

    static double[] gaussian(long seed, int size, double mean, double deviation) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return values;
    }

    @Test
    void quantilesAreThoseOfNumpy() {
        // numpy 1.24.2: numpy.quantile([7, 1, 3, 3, 12, 5, 9], [0, .1, .25, .5, .9, .99, 1])
        double[] values = {7, 1, 3, 3, 12, 5, 9};
        assertThat(Quantiles.of(values, 7, 0, 0.1, 0.25, 0.5, 0.9, 0.99, 1))
                .containsExactly(new double[] {1, 2.2, 3, 5, 10.2, 11.82, 12}, within(1e-12));
    }

    @Test
    void quantilesAgreeWithSortingForManyShapes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 300; round++) {
            int size = 1 + random.nextInt(400);
            int levels = 1 + random.nextInt(50);
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = round % 3 == 0 ? random.nextInt(levels) : round % 3 == 1 ? i : random.nextGaussian();
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double[] p = {0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1};
            double[] found = Quantiles.of(values, size, p);
            for (int i = 0; i < p.length; i++) {
                double h = (size - 1) * p[i];
                double low = sorted[(int) h];
                double high = sorted[Math.min(size - 1, (int) h + 1)];
                assertThat(found[i])
                        .as("round %d, p %s", round, p[i])
                        .isCloseTo(low + (h - (int) h) * (high - low), within(1e-12));
            }
        }
    }

    @Test
    void robustScaleOfGaussianNoiseIsItsDeviationAndCentreItsMean() {
        Preparation preparation = fit(gaussian(1, 50_000, 300, 4));
        assertThat(preparation.scaleRule(0)).isEqualTo(ScaleRule.QUARTILES);
        assertThat(preparation.centre(0)).isCloseTo(300, within(0.1));
        assertThat(preparation.scale(0)).isCloseTo(4, within(0.1));
        assertThat(preparation.sensorNoise(0)).isCloseTo(4, within(0.1));
    }

    @Test
    void fivePercentContaminationHardlyMovesTheRobustScale() {
        double[] values = gaussian(2, 20_000, 0, 1);
        Arrays.fill(values, 3000, 4000, 15);
        Preparation preparation = fit(values);
        assertThat(preparation.scale(0)).isBetween(0.95, 1.15);
        assertThat(Math.abs(preparation.centre(0))).isLessThan(0.1);
        assertThat(preparation.sensorNoise(0)).isCloseTo(1, within(0.08));
    }

    @Test
    void sensorNoiseIgnoresTheSignalUnderTheNoise() {
        double[] values = gaussian(3, 30_000, 0, 0.2);
        for (int i = 0; i < values.length; i++) {
            values[i] += 50 * Math.sin(i / 300.0) + (i % 7000 == 0 ? 500 : 0);
        }
        Preparation preparation = fit(values);
        assertThat(preparation.sensorNoise(0)).isCloseTo(0.2, within(0.02));
        assertThat(preparation.scale(0)).isGreaterThan(30);
    }

    @Test
    void declaredSensorNoiseIsKeptAndBoundsTheScale() {
        TimeSeries train = series(gaussian(4, 5000, 0, 0.01))
                .withChannels(List.of(Channel.of("c0").withSensorNoise(0.5)));
        Preparation preparation = fit(DEFAULTS, train);
        assertThat(preparation.sensorNoise(0)).isEqualTo(0.5);
        assertThat(preparation.scale(0)).isEqualTo(0.5);
        assertThat(preparation.apply(train).channel(0).sensorNoise()).isEqualTo(1);
    }

    @Test
    void constantChannelThatMovesIsFarOutButBounded() {
        double[] five = new double[500];
        Arrays.fill(five, 5);
        double[] zero = new double[500];
        Preparation preparation = fit(five, zero, gaussian(5, 500, 0, 1));
        assertThat(preparation.scaleRule(0)).isEqualTo(ScaleRule.CONSTANT);
        assertThat(preparation.sensorNoise(0)).isZero();
        TimeSeries prepared = preparation.apply(
                series(new double[] {5, 5.001, 1e300}, new double[] {0, -1e-6, -1e308}, new double[] {0, 0, 1e308}));
        assertThat(prepared.channelValues(0)[0]).isZero();
        assertThat(prepared.channelValues(0)[1]).isBetween(60.0, 70.0);
        assertThat(prepared.channelValues(0)[2]).isBetween(10_000.0, 14_200.0);
        assertThat(prepared.channelValues(1)[1]).isBetween(-140.0, -70.0);
        assertThat(prepared.channelValues(1)[2]).isBetween(-14_200.0, -10_000.0);
        assertThat(prepared.channelValues(2)[2]).isBetween(10_000.0, 14_200.0);
    }

    @Test
    void float32RoundingOfAConstantIsNoMove() {
        double[] constant = new double[200];
        Arrays.fill(constant, 0.1);
        Preparation preparation = fit(constant);
        assertThat(Math.abs(preparation.toPrepared(0, 0.1f))).isLessThan(0.1);
    }

    @Test
    void binarySpikyAndNearlyConstantChannelsGetASaneScale() {
        int size = 4000;
        double[] oftenOn = new double[size];
        double[] rarelyOn = new double[size];
        double[] onceOn = new double[size];
        double[] spiky = gaussian(6, size, 0, 1e-6);
        for (int i = 0; i < size; i++) {
            oftenOn[i] = i % 6 == 0 ? 1 : 0;
            rarelyOn[i] = i % 30 == 0 ? 1 : 0;
            spiky[i] += i % 20 == 0 ? 1 : 0;
        }
        onceOn[7] = 1;
        Preparation preparation = fit(oftenOn, rarelyOn, onceOn, spiky);
        assertThat(preparation.scaleRule(0)).isEqualTo(ScaleRule.DECILES);
        assertThat(preparation.scaleRule(1)).isEqualTo(ScaleRule.CENTILES);
        assertThat(preparation.scaleRule(2)).isEqualTo(ScaleRule.STANDARD_DEVIATION);
        assertThat(preparation.scaleRule(3)).isEqualTo(ScaleRule.CENTILES);
        assertThat(preparation.toPrepared(0, 1)).isBetween(1.0, 6.0);
        assertThat(preparation.toPrepared(1, 1)).isBetween(1.0, 6.0);
        assertThat(preparation.toPrepared(2, 1)).isBetween(20.0, 60.0);
        assertThat(preparation.toPrepared(3, 1)).isBetween(1.0, 6.0);
    }

    @Test
    void compressionIsIncreasingContinuousAndInvertible() {
        Preparation preparation = fit(gaussian(7, 2000, 10, 2));
        double previous = Double.NEGATIVE_INFINITY;
        for (double raw = -3000; raw <= 3000; raw += 0.37) {
            double prepared = preparation.toPrepared(0, raw);
            assertThat(prepared).isGreaterThan(previous).isBetween(-120.0, 120.0);
            assertThat(preparation.toRaw(0, prepared)).isCloseTo(raw, within(1e-6));
            previous = prepared;
        }
    }

    @Test
    void standardScalingIsMeanAndDeviation() {
        double[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        Preparation preparation = fit(DEFAULTS.withScaling(Scaling.STANDARD), series(values));
        assertThat(preparation.centre(0)).isEqualTo(4.5);
        assertThat(preparation.scale(0)).isCloseTo(Math.sqrt(5.25), within(1e-12));
    }

    @Test
    void withoutScalingValuesStay() {
        double[] values = {1, NAN, 3, 1e9, -4};
        TimeSeries raw = series(values);
        assertThat(fit(DEFAULTS.withScaling(Scaling.NONE), raw).apply(raw).channelValues(0))
                .containsExactly(1, 2, 3, 1e9, -4);
    }

    @Test
    void labelledAnomaliesAndMissingRowsEnterNoStatistic() {
        double[] clean = gaussian(8, 3000, 0, 1);
        double[] dirty = clean.clone();
        Arrays.fill(dirty, 1000, 1500, 1e6);
        Labels labels = Labels.ofIntervals(3000, List.of(new Interval(1000, 1500)));
        Preparation fromDirty = Preparation.fit(TrainingSet.of(series(dirty), labels), DEFAULTS, RunContext.defaults());
        Preparation fromClean = Preparation.fit(TrainingSet.of(series(clean), labels), DEFAULTS, RunContext.defaults());
        assertThat(bits(fromDirty)).isEqualTo(bits(fromClean));
        double[] missing = clean.clone();
        Arrays.fill(missing, 1000, 1500, NAN);
        assertThat(fit(missing).centre(0)).isEqualTo(fromClean.centre(0));
        assertThat(fit(missing).scale(0)).isEqualTo(fromClean.scale(0));
    }

    @Test
    void rowsOutsideTheTrainPartChangeNothingLearned() {
        double[] values = gaussian(9, 4000, 0, 1);
        double[] other = values.clone();
        Arrays.fill(other, 2000, 4000, -1e7);
        assertThat(bits(fit(DEFAULTS, series(values).slice(0, 2000))))
                .isEqualTo(bits(fit(DEFAULTS, series(other).slice(0, 2000))));
    }

    @Test
    void threadsChangeNothing() {
        double[][] values = new double[17][];
        for (int c = 0; c < values.length; c++) {
            values[c] = gaussian(c, 800, c, c + 1);
        }
        TrainingSet train = TrainingSet.of(series(values));
        assertThat(bits(Preparation.fit(train, DEFAULTS, RunContext.defaults().withThreads(1))))
                .isEqualTo(bits(
                        Preparation.fit(train, DEFAULTS, RunContext.defaults().withThreads(7))));
    }

    @Test
    void channelNeverMeasuredIsKeptAsZeroAndNoMeasurementAtAllIsRefused() {
        double[] silent = new double[300];
        Arrays.fill(silent, NAN);
        Preparation preparation = fit(silent, gaussian(10, 300, 0, 1));
        assertThat(preparation.scaleRule(0)).isEqualTo(ScaleRule.SILENT);
        TimeSeries raw = series(new double[] {NAN, 4, 1e9}, new double[] {0, 1, 2});
        assertThat(preparation.apply(raw).channelValues(0)).containsExactly(0, 0, 0);
        assertThat(preparation.health(raw).isHealthy()).isTrue();
        assertThatThrownBy(() -> fit(silent))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no channel")
                .hasMessageContaining("300 rows of 'plant'");
    }

    @Test
    void shortGapsAreInterpolatedLongOnesTakeTheCentreAndTheMaskTells() {
        double[] train = gaussian(11, 1000, 50, 10);
        Preparation preparation = fit(PreparationOptions.of(Map.of("max-gap", "2")), series(train));
        double[] raw = {NAN, 40, NAN, NAN, 70, NAN, NAN, NAN, 60, NAN};
        TimeSeries prepared = preparation.apply(series(raw));
        double[] back = new double[raw.length];
        for (int i = 0; i < raw.length; i++) {
            back[i] = preparation.toRaw(0, prepared.value(0, i));
            assertThat(prepared.isMissing(0, i)).isEqualTo(Double.isNaN(raw[i]));
        }
        double centre = preparation.centre(0);
        assertThat(back)
                .containsExactly(new double[] {40, 40, 50, 60, 70, centre, centre, centre, 60, 60}, within(1e-9));
    }

    @Test
    void holdingFillsFromThePastOnly() {
        Preparation preparation = fit(
                PreparationOptions.of(Map.of("max-gap", "2", "gap-fill", "hold")), series(gaussian(12, 1000, 50, 10)));
        TimeSeries prepared = preparation.apply(series(new double[] {NAN, 40, NAN, NAN, NAN, 60, NAN}));
        double held = preparation.toPrepared(0, 40);
        double last = preparation.toPrepared(0, 60);
        assertThat(prepared.channelValues(0)).containsExactly(0, held, held, held, 0, last, last);
    }

    @Test
    void onlineAgreesWithBatchUnderHoldAndGoesOnFromASavedState() {
        SplittableRandom random = new SplittableRandom(13);
        int size = 1500;
        double[][] train = {gaussian(14, size, 0, 1), gaussian(15, size, 5, 2), gaussian(16, size, -3, 0.1)};
        Preparation preparation = fit(DEFAULTS.withGapFill(GapFill.HOLD), series(train));
        double[][] values = {gaussian(17, size, 0, 1), gaussian(18, size, 5, 2), gaussian(19, size, -3, 0.1)};
        for (int gap = 0; gap < 40; gap++) {
            int from = gap == 0 ? 0 : random.nextInt(size - 40);
            Arrays.fill(values[gap % 3], from, from + 1 + random.nextInt(30), gap % 4 == 3 ? 7.5 : NAN);
        }
        TimeSeries raw = series(values);
        TimeSeries prepared = preparation.apply(raw);
        ChannelHealth health = preparation.health(raw);
        assertThat(health.isHealthy()).isFalse();
        double[] rowEvidence = health.rowEvidence();
        OnlinePreparation online = preparation.online();
        for (int row = 0; row < size; row++) {
            if (row % 321 == 320) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = preparation.online(state.asReader());
            }
            assertThat(online.push(raw.row(row))).containsExactly(prepared.row(row));
            assertThat(online.rowEvidence()).isEqualTo(rowEvidence[row]);
            for (int c = 0; c < 3; c++) {
                assertThat(online.isFilled(c)).isEqualTo(prepared.isMissing(c, row));
                assertThat(online.state(c)).isEqualTo(health.state(c, row));
                assertThat(online.evidence(c)).isEqualTo(health.evidence(c, row));
                if (health.since(c, row) >= 0) {
                    assertThat(row + 1 - online.runRows(c)).isEqualTo(health.since(c, row));
                }
            }
        }
    }

    @Test
    void onlineRefusesRowsItCannotUseAndKeepsItsState() {
        OnlinePreparation online = fit(gaussian(20, 100, 0, 1)).online();
        assertThatThrownBy(() -> online.push(new double[2]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 values but the model has 1 channels");
        assertThatThrownBy(() -> online.push(new double[] {Double.POSITIVE_INFINITY}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'c0'");
        assertThat(online.runRows(0)).isZero();
    }

    @Test
    void savedPreparationDoesTheSame() {
        Preparation preparation = fit(
                PreparationOptions.of(Map.of("clip", "7", "max-gap", "3")),
                series(gaussian(21, 500, 3, 2), new double[500]));
        MemoryModel model = new MemoryModel();
        preparation.write(model);
        Preparation read = Preparation.read(preparation.schema(), model.asReader());
        assertThat(read.options()).isEqualTo(preparation.options());
        assertThat(bits(read)).isEqualTo(bits(preparation));
    }

    @Test
    void optionsAreChecked() {
        assertThat(DEFAULTS).isEqualTo(new PreparationOptions(Scaling.ROBUST, 10, GapFill.LINEAR, 20, 10, 5, 2));
        assertThatThrownBy(() -> PreparationOptions.of(Map.of("clip", "0")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("clip is 0.0");
        assertThatThrownBy(() -> PreparationOptions.of(Map.of("max-gap", "-1"))).hasMessageContaining("max-gap is -1");
        assertThatThrownBy(() -> PreparationOptions.of(Map.of("maxgap", "1"))).hasMessageContaining("'max-gap'");
        assertThatThrownBy(() -> PreparationOptions.of(Map.of("scaling", "minmax")))
                .hasMessageContaining("robust|standard|none");
    }

    private static String bits(Preparation preparation) {
        StringBuilder bits = new StringBuilder();
        for (int c = 0; c < preparation.schema().channels().size(); c++) {
            bits.append(preparation.centre(c))
                    .append(' ')
                    .append(preparation.scale(c))
                    .append(' ')
                    .append(preparation.sensorNoise(c))
                    .append(' ')
                    .append(preparation.scaleRule(c))
                    .append('\n');
        }
        return bits.toString();
    }
}
