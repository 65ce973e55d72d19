package io.vigie.bench.data;

import io.vigie.evaluate.RootCause;
import java.util.List;

/** A data set whose experts say which channels caused each anomaly. */
public interface RootCauseDataSet extends DataSet {
    /**
     * The anomalies of one series in the order of its file, with the channels to blame; segments may overlap.
     *
     * @throws io.vigie.series.BadInputException if there are none for the series or they cannot be read
     */
    List<RootCause> causes(String series);
}
