package io.vigie.cli;

import io.vigie.detect.Detectors;
import io.vigie.pipeline.Pipeline;
import io.vigie.prepare.PreparationOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which detector learns, with which options. */
final class DetectorOptions {
    @Option(
            names = {"-d", "--detector"},
            paramLabel = "ID",
            defaultValue = "vigie",
            completionCandidates = Vigie.DetectorIds.class,
            description = "Detector to use; 'vigie detectors' lists them. Default: ${DEFAULT-VALUE}.")
    String id = "vigie";

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Option of the detector; 'vigie detectors ID' lists them. May be repeated.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--prepare",
            paramLabel = "KEY=VALUE",
            description = "Option of the preparation, such as scaling=standard or max-gap=30. May be repeated.")
    Map<String, String> prepare = new LinkedHashMap<>();

    @Option(
            names = "--counterfactuals",
            paramLabel = "ID",
            arity = "0..1",
            fallbackValue = "counterfactual",
            description = "Also learn what events should have looked like, by a detector that fills gaps"
                    + " (${FALLBACK-VALUE} where none is named; ID(key=value) for options).")
    private @Nullable String counterfactuals;

    Pipeline pipeline() {
        Pipeline pipeline = Pipeline.of(id, set).withPreparation(PreparationOptions.of(prepare));
        return counterfactuals == null ? pipeline : pipeline.withCounterfactuals(Detectors.parse(counterfactuals));
    }
}
