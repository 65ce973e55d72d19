package io.vigie.detect;

import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import java.util.Set;

/**
 * A window of the train part beside a window of a series that it is near to.
 *
 * @param rows the window of the series
 * @param item number of the training item that the train window is of, from 0
 * @param source name of that item's series
 * @param firstRow first row of the train window in it; as many follow as {@code rows} has
 * @param start time of that row, an axis of one row: row numbers where the source has no time
 * @param distance how far apart the detector finds both windows, in the unit of its scores
 * @param values [channel][row of the window], what the train window has, in prepared units (train scale is 1)
 * @param difference [channel], mean of the window less that of the train window, in prepared units
 * @param deviation [channel], root mean square of the differences row by row, in prepared units
 * @param blindSpots kinds of anomaly that the distance may not tell: what the windows differ by in that respect says nothing
 *     of how normal the window is
 */
public record NormalNeighbour(
        Interval rows,
        int item,
        String source,
        int firstRow,
        TimeAxis start,
        double distance,
        double[][] values,
        double[] difference,
        double[] deviation,
        Set<AnomalyKind> blindSpots) {
    public NormalNeighbour {
        blindSpots = Set.copyOf(blindSpots);
    }
}
