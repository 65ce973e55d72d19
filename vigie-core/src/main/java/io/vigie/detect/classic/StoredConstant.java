package io.vigie.detect.classic;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/** Constants of the options that a model keeps by name. */
final class StoredConstant {
    private StoredConstant() {}

    static void write(ModelWriter out, String entry, Enum<?> constant) {
        out.text(entry, constant.name());
    }

    /** The constant that was written, or {@code before}, what models from before it was written had. */
    static <E extends Enum<E>> E read(ModelReader in, String entry, E before) {
        if (!in.has(entry)) {
            return before;
        }
        String name = in.text(entry);
        for (E constant : before.getDeclaringClass().getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new ModelFormatException("entry '" + entry + "' is '" + name + "', none that is known; the model file is"
                + " damaged or newer than this Vigie");
    }
}
