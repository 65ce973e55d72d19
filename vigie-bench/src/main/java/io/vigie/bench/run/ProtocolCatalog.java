package io.vigie.bench.run;

import io.vigie.bench.data.DataFolder;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;

/** A source of protocols, found through {@link java.util.ServiceLoader}, so that worker processes find them by id. */
public interface ProtocolCatalog {
    /** Ids of its protocols. */
    List<String> ids();

    /**
     * A protocol on a data folder.
     *
     * @param id one of {@link #ids()}
     * @param rule how the label window of VUS follows from the data, where the protocol has one
     * @throws io.vigie.series.BadInputException if the folder lacks its data
     */
    Protocol open(String id, DataFolder data, WindowLengthRule rule);
}
