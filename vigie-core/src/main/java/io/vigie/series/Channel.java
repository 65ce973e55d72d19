package io.vigie.series;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One named signal of a series.
 *
 * @param name name as in the source, unique within a series
 * @param unit physical unit as text, or null where unknown
 * @param sensorNoise standard deviation of the sensor's noise in the channel's own unit, or NaN where unknown
 * @param role observation or reference
 */
public record Channel(String name, @Nullable String unit, double sensorNoise, ChannelRole role) {
    public Channel {
        Objects.requireNonNull(role, "role");
        if (name.isBlank()) {
            throw new BadInputException("a channel has an empty name; give every channel a name");
        }
        if (sensorNoise < 0 || Double.isInfinite(sensorNoise)) {
            throw new BadInputException("sensor noise " + sensorNoise + " of channel '" + name
                    + "' is not a standard deviation; use a finite number of at least 0");
        }
    }

    /** An observation of unknown unit and noise. */
    public static Channel of(String name) {
        return new Channel(name, null, Double.NaN, ChannelRole.OBSERVATION);
    }

    /** The same channel with another sensor noise (standard deviation, channel's unit). */
    public Channel withSensorNoise(double noise) {
        return new Channel(name, unit, noise, role);
    }

    /** The same channel with another unit. */
    public Channel withUnit(@Nullable String newUnit) {
        return new Channel(name, newUnit, sensorNoise, role);
    }

    /** The same channel in another role. */
    public Channel withRole(ChannelRole newRole) {
        return new Channel(name, unit, sensorNoise, newRole);
    }
}
