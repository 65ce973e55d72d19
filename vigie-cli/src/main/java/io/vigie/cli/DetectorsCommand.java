package io.vigie.cli;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.Options;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the detectors, or one detector's options. */
@Command(
        name = "detectors",
        description = "Lists the detectors with what they promise and where they come from; with an ID, its options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie detectors",
            "  vigie detectors kmeans",
            "  vigie detect plant.csv --detector kmeans --set window=50"
        })
final class DetectorsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Detector whose options to list.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<DetectorType<?>> types = id == null ? Detectors.all() : List.of(Detectors.type(id));
        if (json) {
            out.println(JsonText.of(types.stream().map(DetectorsCommand::asMap).toList()));
        } else if (id == null) {
            printTable(out, types);
        } else {
            printOptions(out, types.get(0));
        }
        return ExitCode.DONE;
    }

    private static void printTable(PrintWriter out, List<DetectorType<?>> types) {
        List<List<String>> rows = new ArrayList<>();
        for (DetectorType<?> type : types) {
            Descriptor descriptor = type.create(Map.of()).descriptor();
            rows.add(List.of(
                    type.id(),
                    delay(descriptor),
                    contributions(descriptor),
                    descriptor.summary(),
                    descriptor.reference()));
        }
        TextTable.print(out, List.of("id", "looks ahead", "per channel", "what", "source"), rows);
        out.println();
        out.println("'vigie detectors ID' lists the options of one. A delay of 0 rows is causal.");
    }

    private static void printOptions(PrintWriter out, DetectorType<?> type) {
        Detector detector = type.create(Map.of());
        Descriptor descriptor = detector.descriptor();
        out.println(type.id() + ": " + descriptor.summary());
        out.println("Source: " + descriptor.reference());
        out.println("Scores: " + descriptor.unit() + "; looks ahead: " + delay(descriptor) + "; per channel: "
                + contributions(descriptor));
        out.println();
        List<List<String>> rows = new ArrayList<>();
        for (Options.Spec option : type.optionSpecs()) {
            rows.add(List.of(option.key(), option.type(), option.defaultValue(), option.description()));
        }
        TextTable.print(out, List.of("--set key", "type", "default", "meaning"), rows);
    }

    private static String delay(Descriptor descriptor) {
        return descriptor.onlineCapable() ? descriptor.delay() + " rows" : "whole series";
    }

    private static String contributions(Descriptor descriptor) {
        return !descriptor.perChannel() ? "no" : descriptor.additive() ? "yes, adds up" : "yes";
    }

    private static Map<String, Object> asMap(DetectorType<?> type) {
        Descriptor descriptor = type.create(Map.of()).descriptor();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", type.id());
        map.put("summary", descriptor.summary());
        map.put("reference", descriptor.reference());
        map.put("unit", descriptor.unit());
        map.put("causal", descriptor.causal());
        map.put("onlineCapable", descriptor.onlineCapable());
        map.put("delayRows", descriptor.onlineCapable() ? descriptor.delay() : null);
        map.put("perChannel", descriptor.perChannel());
        map.put("additive", descriptor.additive());
        map.put("options", type.optionSpecs());
        return map;
    }
}
