package io.vigie.detect.impute;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.Options;
import io.vigie.detect.RegisteredType;
import io.vigie.detect.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ways to fill gaps, by name. */
public final class ImputationMethods {
    private record Type<R extends Record & ImputationMethod>(String id, Class<R> options)
            implements RegisteredType<ImputationMethod> {
        @Override
        public ImputationMethod create(Map<String, String> given) {
            return Options.create(options, "imputation '" + id + "'", given);
        }

        @Override
        public List<Options.Spec> optionSpecs() {
            return Options.specs(options);
        }
    }

    private static final Registry<ImputationMethod, Type<?>> SIMPLE = new Registry<>(
            "imputation",
            List.of(
                    new Type<>("linear", Linear.class),
                    new Type<>("spline", Spline.class),
                    new Type<>("knn", NearestWindows.class)));

    private ImputationMethods() {}

    /** Names of those that are no detectors, and ids of the detectors that fill gaps, with their defaults. */
    public static List<String> ids() {
        List<String> ids = new ArrayList<>(SIMPLE.all().stream().map(Type::id).toList());
        Detectors.all().stream().filter(type -> type.create(Map.of()).imputes()).forEach(type -> ids.add(type.id()));
        return ids;
    }

    /**
     * A method from one text, {@code linear}, {@code spline}, {@code knn(neighbours=5)}, or a detector that fills gaps,
     * {@code imdiffusion(max-steps=1000)}.
     *
     * @throws OptionException if the name, an option or a value is not known, or the detector does not fill gaps
     */
    public static ImputationMethod parse(String text) {
        String stripped = text.strip();
        int open = stripped.indexOf('(');
        String id = open < 0 ? stripped : stripped.substring(0, open).strip();
        if (SIMPLE.all().stream().anyMatch(type -> type.id().equals(id))) {
            return SIMPLE.parse(text);
        }
        if (Detectors.all().stream().noneMatch(type -> type.id().equals(id))) {
            throw new OptionException("unknown imputation '" + id + "'; use one of " + String.join(", ", ids()));
        }
        Detector detector = Detectors.parse(text);
        if (!detector.imputes()) {
            throw new OptionException("detector '" + id + "' cannot fill gaps; use one of " + String.join(", ", ids()));
        }
        return new LearnedImputation(detector);
    }
}
