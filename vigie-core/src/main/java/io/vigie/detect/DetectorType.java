package io.vigie.detect;

import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.List;
import java.util.Map;

/**
 * A registered method: its id, its options record, and how a fitted one is read back.
 *
 * @param id registry id
 * @param options the record that implements {@link Detector}
 * @param reader gives back what {@link FittedDetector#write} wrote
 */
public record DetectorType<D extends Record & Detector>(String id, Class<D> options, Reader<D> reader)
        implements RegisteredType<Detector> {
    /** Rebuilds a fitted detector. */
    @FunctionalInterface
    public interface Reader<D> {
        FittedDetector read(D detector, SeriesSchema schema, ModelReader in);
    }

    @Override
    public Detector create(Map<String, String> given) {
        return Options.create(options, "detector '" + id + "'", given);
    }

    @Override
    public List<Options.Spec> optionSpecs() {
        return Options.specs(options);
    }

    FittedDetector read(Map<String, String> given, SeriesSchema schema, ModelReader in) {
        return reader.read(Options.create(options, "detector '" + id + "'", given), schema, in);
    }
}
