package io.vigie.detect;

import io.vigie.series.TimeSeries;
import java.util.List;

/** A fitted detector that has found the operating states of a series by itself and holds each against a normal of its own. */
public interface OperatingStates {
    /** The states, the one of the largest share of the train part first; at least one. */
    List<OperatingState> states();

    /**
     * The state of each row, as a number in {@link #states()}.
     *
     * @param series prepared, with the channels of the detector
     * @throws io.vigie.series.BadInputException if the schema differs or values are missing
     */
    int[] statesOf(TimeSeries series);
}
