package io.vigie.bench.run;

import io.vigie.bench.data.DataFolder;
import io.vigie.detect.OptionException;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;
import java.util.ServiceLoader;

/** The registry of protocols on the class path, by id. */
public final class Protocols {
    private Protocols() {}

    /** All ids, ordered. */
    public static List<String> ids() {
        return ServiceLoader.load(ProtocolCatalog.class, Protocols.class.getClassLoader()).stream()
                .flatMap(catalog -> catalog.get().ids().stream())
                .sorted()
                .toList();
    }

    /**
     * A protocol on a data folder.
     *
     * @throws OptionException if the id is unknown
     * @throws io.vigie.series.BadInputException if the folder lacks its data
     */
    public static Protocol open(String id, DataFolder data, WindowLengthRule rule) {
        for (ProtocolCatalog catalog : ServiceLoader.load(ProtocolCatalog.class, Protocols.class.getClassLoader())) {
            if (catalog.ids().contains(id)) {
                return catalog.open(id, data, rule);
            }
        }
        throw new OptionException("unknown benchmark '" + id + "'; there are " + String.join(", ", ids()));
    }
}
