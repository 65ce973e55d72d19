package io.vigie.detect.represent;

import io.vigie.detect.Registry;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The registry of encoders on the class path, by id. */
public final class Encoders {
    private static final Registry<Encoder, EncoderType<?>> REGISTRY = new Registry<>("encoder", load());

    private Encoders() {}

    /** All registered types, ordered by id. */
    public static List<EncoderType<?>> all() {
        return REGISTRY.all();
    }

    /**
     * The type of an id.
     *
     * @throws io.vigie.detect.OptionException naming the nearest known id
     */
    public static EncoderType<?> type(String id) {
        return REGISTRY.type(id);
    }

    /**
     * An encoder from one text, {@code id} or {@code id(key=value,key=value)}, as detectors name theirs.
     *
     * @throws io.vigie.detect.OptionException if the id, a key or a value is not known, or the text is not of this form
     */
    public static Encoder parse(String text) {
        return REGISTRY.parse(text);
    }

    /** Writes id, options, window and what was learned. */
    public static void write(FittedEncoder fitted, ModelWriter out) {
        Encoder encoder = fitted.encoder();
        REGISTRY.writeName(encoder.id(), (Record) encoder, out);
        out.integer("window", fitted.window());
        fitted.write(out.section("learned"));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param expected the encoder that the model's owner was set to use
     * @param window rows of its windows
     * @throws ModelFormatException if the model holds another encoder or one for other windows; that is told before anything is
     *     made for them
     * @throws io.vigie.detect.OptionException if its id is not known
     */
    public static FittedEncoder read(Encoder expected, int window, SeriesSchema schema, ModelReader in) {
        Registry.Named<EncoderType<?>> named = REGISTRY.readName(in);
        Encoder found = named.type().create(named.options());
        long rows = in.integer("window");
        if (rows != window || !found.equals(expected)) {
            throw new ModelFormatException("the encoder is " + found + " for windows of " + rows
                    + " rows, the options say " + expected + " and " + window + " rows; the model file is damaged");
        }
        return named.type().read(named.options(), schema, window, in.section("learned"));
    }

    private static List<EncoderType<?>> load() {
        List<EncoderType<?>> types = new ArrayList<>();
        for (EncoderCatalog catalog : ServiceLoader.load(EncoderCatalog.class, Encoders.class.getClassLoader())) {
            types.addAll(catalog.encoders());
        }
        return types;
    }
}
