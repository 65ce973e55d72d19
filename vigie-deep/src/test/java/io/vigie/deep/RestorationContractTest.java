package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every imputer promises of what it restores, beside what it promises of what it imputes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestorationContractTest {
    private static final int CHANNELS = 3;
    private static final int ROWS = 300;
    private static final int FROM = 90;
    private static final int TO = 190; // longer than a window
    private static final int DRAWS = 18; // more than are told in one call
    private static final double NOISE = 0.15;

    private final RunContext context = RunContext.defaults();
    private final Map<String, FittedDetector> fitted = new HashMap<>();
    private final double[][] values = cycles(2, ROWS);
    private final boolean[][] hidden = new boolean[CHANNELS][ROWS];

    RestorationContractTest() {
        Arrays.fill(hidden[1], FROM, TO, true);
        hidden[0][0] = true;
        hidden[2][ROWS - 1] = true;
    }

    /** One cycle of 20 rows, with noise. */
    private static double[][] cycles(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] cycles = new double[CHANNELS][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < CHANNELS; c++) {
                cycles[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 20 + c) + NOISE * random.nextGaussian();
            }
        }
        return cycles;
    }

    private static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (DetectorType<?> type : new DeepDetectors().detectors()) {
            if (Detectors.create(type.id()).imputes()) {
                ids.add(type.id());
            }
        }
        return ids;
    }

    private Imputer imputer(String id) {
        return fitted.computeIfAbsent(id, key -> {
                    Detector detector = Detectors.parse(key + "(hidden=32,epochs=20,max-steps=300)");
                    return detector.fit(TrainingSet.of(DrawnSeries.of(cycles(1, 2000))), context);
                })
                .imputer()
                .orElseThrow();
    }

    @AfterAll
    void close() {
        fitted.values().forEach(FittedDetector::close);
    }

    @Test
    void someDetectorsImpute() {
        assertThat(ids()).contains("imdiffusion", "counterfactual");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theSameSeedGivesTheSameBitsAndSeenCellsAreKept(String id) {
        TimeSeries series = DrawnSeries.of(values);
        Imputation told = imputer(id).restore(series, hidden, DRAWS, context.withThreads(1));
        Imputation again = imputer(id).restore(series, hidden, DRAWS, context.withThreads(3));
        Imputation other = imputer(id).restore(series, hidden, DRAWS, context.withSeed(1));

        assertThat(told.draws()).isEqualTo(DRAWS);
        assertThat(told.evaluations()).isPositive().isEqualTo(again.evaluations());
        for (int c = 0; c < CHANNELS; c++) {
            boolean seedMatters = false;
            assertThat(told.hiddenRows(c)).hasSize(c == 1 ? TO - FROM : 1);
            for (int draw = 0; draw < DRAWS; draw++) {
                for (int row = 0; row < ROWS; row++) {
                    double value = told.value(draw, c, row);
                    assertThat(again.value(draw, c, row)).isEqualTo(value).isFinite();
                    assertThat(told.isHidden(c, row)).isEqualTo(hidden[c][row]);
                    if (!hidden[c][row]) {
                        assertThat(value).isEqualTo(values[c][row]);
                    }
                    seedMatters |= draw > 0 && other.value(draw, c, row) != value;
                }
            }
            assertThat(seedMatters).as("channel %d", c).isTrue();
        }
    }

    /** A cell that holds what is usual comes back as what is usual, in every draw. */
    @ParameterizedTest
    @MethodSource("ids")
    void whatIsNormalComesBackNormal(String id) {
        Imputation told = imputer(id).restore(DrawnSeries.of(values), hidden, DRAWS, context);
        for (int draw = 0; draw < DRAWS; draw++) {
            double squares = 0;
            for (int row = FROM; row < TO; row++) {
                squares += Math.pow(told.value(draw, 1, row) - values[1][row], 2) / (TO - FROM);
            }
            // the cycle's deviation is 1; what is usual but another cycle would be off by 1.4
            assertThat(Math.sqrt(squares)).as("draw %d", draw).isLessThan(0.85);
        }
    }

    /** What was not measured is drawn, whatever stands there. */
    @ParameterizedTest
    @MethodSource("ids")
    void whatWasNotMeasuredIsNotLookedAt(String id) {
        boolean[][] missing = new boolean[CHANNELS][ROWS];
        Arrays.fill(missing[1], FROM, TO, true);
        double[][] spoilt = {values[0].clone(), values[1].clone(), values[2].clone()};
        Arrays.fill(spoilt[1], FROM, TO, 1e9);
        TimeSeries plain = DrawnSeries.of(values);
        List<TimeSeries> same = new ArrayList<>();
        for (double[][] some : List.of(values, spoilt)) {
            same.add(TimeSeries.wrap("gaps", plain.time(), plain.schema().channels(), some, missing));
        }
        Imputation one = imputer(id).restore(same.get(0), hidden, 2, context);
        Imputation other = imputer(id).restore(same.get(1), hidden, 2, context);
        for (int draw = 0; draw < 2; draw++) {
            for (int row = FROM; row < TO; row++) {
                assertThat(other.value(draw, 1, row)).isEqualTo(one.value(draw, 1, row));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void cancelsAndRefusesOtherChannels(String id) {
        TimeSeries series = DrawnSeries.of(values);
        RunContext cancelled = context.withCancellation(() -> true);
        assertThatThrownBy(() -> imputer(id).restore(series, hidden, 2, cancelled))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> imputer(id).restore(series.select(1, 0, 2), hidden, 2, context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("order");
    }
}
