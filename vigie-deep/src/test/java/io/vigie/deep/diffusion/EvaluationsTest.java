package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of evaluations is what was counted where networks are evaluated, and what the options promise. */
class EvaluationsTest {
    private static final int WINDOWS = 5;
    private static final int WINDOW = 24;
    private static final TimeSeries SERIES = new Machine(4, 300).series();
    private static final RunContext CONTEXT = RunContext.defaults();

    private static CellDetector detector(String id, String options) {
        return (CellDetector) Detectors.parse(id + "(hidden=8,window=" + WINDOW + options.replace(';', ',') + ")");
    }

    private record Judged(Evaluations.Counted<float[]> cells, List<String> findings) {}

    private static Judged judged(CellDetector detector) {
        TrainingWindows windows = new TrainingWindows(List.of(SERIES), WINDOW, 0, 0);
        CellModel model = detector.model(ChannelRange.of(windows));
        float[] weights = model.layout().initial(new SplittableRandom(3));
        float[] values = windows.spreadTrain(WINDOWS);
        return TorchRuntime.compute(() -> {
            Tensor given = Tensors.of(values, WINDOWS, 3, WINDOW);
            model.settle(weights, given);
            Parameters parameters = Parameters.of(model.layout(), weights);
            return new Judged(
                    Evaluations.of(() -> Tensors.floats(model.cells(parameters, given))),
                    model.findings(parameters, given));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "coarse-dae, '', 1",
        "coarse-dae, ;noise=spectrum, 1",
        "score-norm, '', 3",
        "score-norm, ;levels=1, 1",
        "diffusion-time, '', 1",
        "flow-contraction, '', 1",
        "diffusion-ae, '', 5",
        "diffusion-ae, ;sampler=heun;evaluations=6, 6",
        "diffusion-ae, ;sampler=heun;evaluations=6;process=cosine;prediction=angular, 5", // no velocity at the end
        "diffusion-ae, ;sampler=dpm-solver;evaluations=7;process=cosine;prediction=angular, 7",
        "latent-diffusion, '', 10",
        "latent-diffusion, ;band-steps=2;evaluations=3, 5",
        "timeaddm, '', 3",
        "timeaddm, ;levels=2;evaluations=5, 4",
        "imdiffusion, '', 10",
        "imdiffusion, ;sampler=dpm-solver;evaluations=4, 4",
        "imdiffusion, ;sampler=heun, 6",
        "imdiffusion, ;sampler=heun;process=straight;prediction=velocity, 8",
        "imdiffusion, ;prediction=noise;reference=noise, 10",
        "counterfactual, '', 9",
        "counterfactual, ;evaluations=3, 3",
        "counterfactual, ;prediction=noise, 9"
    })
    void toldIsCounted(String id, String options, int expected) {
        Judged judged = judged(detector(id, options));

        assertThat(judged.cells().total()).isEqualTo((long) expected * WINDOWS);
        assertThat(judged.findings().get(0))
                .containsPattern(expected == 1 ? "\\bone evaluation of" : "\\b" + expected + " evaluations of");
        for (float cell : judged.cells().result()) {
            assertThat(cell).isFinite();
        }
    }

    /** As many as each window needs: on average it need not be a whole number. */
    @ParameterizedTest
    @ValueSource(strings = {"diffusion-ae", "timeaddm"})
    void adaptiveOnesAreCountedToo(String id) {
        Judged judged = judged(detector(id, ";sampler=adaptive"));

        String told = judged.cells().told(Evaluations.NETWORK, WINDOWS);
        assertThat(judged.cells().total()).isBetween(20L * WINDOWS, 2000L * WINDOWS);
        assertThat(judged.findings().get(0)).startsWith(told + " evaluations of");
    }

    /** One gap that one window holds: each draw takes as many evaluations as are allowed. */
    @ParameterizedTest
    @CsvSource({
        "imdiffusion, '', 10",
        "imdiffusion, ;evaluations=4, 4",
        "imdiffusion, ;sampler=heun, 9",
        "counterfactual, '', 10",
        "counterfactual, ;sampler=ddpm;evaluations=7, 7",
        "counterfactual, ;sampler=heun;process=straight;prediction=velocity, 10"
    })
    void anImputationTellsThoseOfAllItsDraws(String id, String options, int each) {
        try (FittedDetector fitted = detector(id, options + ";max-steps=2").fit(TrainingSet.of(SERIES), CONTEXT)) {
            Imputer imputer = fitted.imputer().orElseThrow();
            assertThat(imputer.impute(SERIES, gap(), 3, CONTEXT).evaluations()).isEqualTo(3L * each);
            assertThat(imputer.impute(SERIES, gap(), 20, CONTEXT.withThreads(2)).evaluations())
                    .isEqualTo(20L * each);
        }
    }

    @Test
    void aRestorationTellsThoseOfTheDrawThatKeepsNoiseToo() {
        Labels labels = Labels.ofIntervals(SERIES.length(), List.of(new Interval(200, 210)));
        try (FittedDetector plain = detector("counterfactual", ";max-steps=2").fit(TrainingSet.of(SERIES), CONTEXT);
                FittedDetector guided =
                        detector("counterfactual", ";max-steps=2").fit(TrainingSet.of(SERIES, labels), CONTEXT)) {
            assertThat(restored(plain)).isEqualTo(3 * 10 + 9);
            assertThat(restored(guided)).isEqualTo(3 * 10 + 9 + 4);
            assertThat(plain.notes())
                    .anyMatch(note -> note.endsWith("9 evaluations of the network a window when scoring"));
            assertThat(guided.notes())
                    .anyMatch(note ->
                            note.contains("9 evaluations of the network a window when scoring, and 4 of a classifier"));
        }
    }

    private static long restored(FittedDetector fitted) {
        return fitted.imputer().orElseThrow().restore(SERIES, gap(), 3, CONTEXT).evaluations();
    }

    private static boolean[][] gap() {
        boolean[][] hidden = new boolean[3][SERIES.length()];
        Arrays.fill(hidden[1], 100, 110, true);
        return hidden;
    }
}
