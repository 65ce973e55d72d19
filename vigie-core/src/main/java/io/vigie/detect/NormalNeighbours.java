package io.vigie.detect;

import io.vigie.series.TimeSeries;
import java.util.List;

/** A fitted detector that compares what it sees with a memory of the train part, and can show what is nearest there. */
public interface NormalNeighbours {
    /**
     * The windows of the train part that are most like the window around a row (or, for a causal detector, up to it), nearest
     * first: as many as the detector counts. None where it has no memory of its own after all (an ensemble without such a
     * member, a model written before places were kept).
     *
     * @param series prepared, with the channels of the detector and at least a window long
     * @param row row of the series
     * @throws io.vigie.series.BadInputException if the series cannot be scored
     * @throws IndexOutOfBoundsException if there is no such row
     */
    List<NormalNeighbour> nearestNormal(TimeSeries series, int row);
}
