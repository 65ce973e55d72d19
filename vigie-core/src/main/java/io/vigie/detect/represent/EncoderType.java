package io.vigie.detect.represent;

import io.vigie.detect.Options;
import io.vigie.detect.RegisteredType;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.List;
import java.util.Map;

/**
 * A registered encoder: its id, its options record, and how a fitted one is read back.
 *
 * @param id registry id
 * @param options the record that implements {@link Encoder}
 * @param reader gives back what {@link FittedEncoder#write} wrote
 */
public record EncoderType<E extends Record & Encoder>(String id, Class<E> options, Reader<E> reader)
        implements RegisteredType<Encoder> {
    /** Rebuilds a fitted encoder for windows of some rows. */
    @FunctionalInterface
    public interface Reader<E> {
        FittedEncoder read(E encoder, SeriesSchema schema, int window, ModelReader in);
    }

    @Override
    public Encoder create(Map<String, String> given) {
        return configured(given);
    }

    @Override
    public List<Options.Spec> optionSpecs() {
        return Options.specs(options);
    }

    FittedEncoder read(Map<String, String> given, SeriesSchema schema, int window, ModelReader in) {
        return reader.read(configured(given), schema, window, in);
    }

    private E configured(Map<String, String> given) {
        return Options.create(options, "encoder '" + id + "'", given);
    }
}
