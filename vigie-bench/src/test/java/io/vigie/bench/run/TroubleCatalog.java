package io.vigie.bench.run;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.DetectorCatalog;
import io.vigie.detect.DetectorType;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import java.util.List;

/** A detector that goes wrong in a chosen way; registered for the workers of these tests. */
public final class TroubleCatalog implements DetectorCatalog {
    enum Kind {
        REFUSE,
        DEFECT,
        DIE,
        HANG,
        OUT_OF_MEMORY,
        CHATTER,
        TELL_THE_DEVICE
    }

    record Trouble(
            @Option(value = "refuse", description = "What happens in fit.")
            Kind kind) implements Detector {
        @Override
        public String id() {
            return "trouble";
        }

        @Override
        public Descriptor descriptor() {
            return Descriptor.of("Goes wrong", "none", "none", Descriptor.WHOLE_SERIES, false, false);
        }

        @Override
        public FittedDetector fit(TrainingSet train, RunContext context) {
            switch (kind) {
                case REFUSE -> throw new BadInputException("refused,\nas \"asked\"\tfor");
                case DEFECT -> throw new IllegalStateException("broken");
                case DIE -> Runtime.getRuntime().halt(9);
                case HANG -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("full");
                case CHATTER -> {
                    System.out.println("vigie-worker-result\tnonsense");
                    return new RandomScore().fit(train, context);
                }
                case TELL_THE_DEVICE -> throw new BadInputException("on " + context.device());
            }
            throw new IllegalStateException("not reached");
        }
    }

    @Override
    public List<DetectorType<?>> detectors() {
        return List.of(new DetectorType<>("trouble", Trouble.class, (options, schema, in) -> {
            throw new UnsupportedOperationException("never saved");
        }));
    }
}
