package io.vigie.cli;

import io.vigie.pipeline.Pipeline;
import io.vigie.prepare.PreparationOptions;
import java.util.LinkedHashMap;
import java.util.Map;
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

    Pipeline pipeline() {
        return Pipeline.of(id, set).withPreparation(PreparationOptions.of(prepare));
    }
}
