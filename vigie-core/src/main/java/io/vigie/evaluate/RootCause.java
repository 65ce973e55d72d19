package io.vigie.evaluate;

import io.vigie.series.Interval;
import java.util.List;

/**
 * A stretch of anomalous rows and the channels that an expert holds to have caused it.
 *
 * @param rows the anomalous rows
 * @param channels indices of the channels to blame, 0 is the first; at least one, ascending, none twice
 */
public record RootCause(Interval rows, List<Integer> channels) {
    public RootCause {
        channels = channels.stream().distinct().sorted().toList();
        if (channels.isEmpty() || channels.get(0) < 0) {
            throw new IllegalArgumentException("the channels to blame for rows [" + rows.from() + ", " + rows.to()
                    + ") are " + channels + "; give at least one, counted from 0");
        }
    }
}
