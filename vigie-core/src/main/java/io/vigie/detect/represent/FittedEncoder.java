package io.vigie.detect.represent;

import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import java.util.List;

/**
 * What turns windows of one length into features of one length. Immutable, thread-safe, independent of the data it came
 * from. After {@link #close} every method except {@code close} may throw {@link IllegalStateException}; pure-Java encoders hold
 * nothing to close.
 */
public interface FittedEncoder extends AutoCloseable {
    /** The options it was fitted with. */
    Encoder encoder();

    SeriesSchema schema();

    /** Rows of a window. */
    int window();

    /** Features of a window, at least 1. */
    int features();

    /**
     * Channels that a feature is computed from, ascending, at least one: a difference in the feature is put down to them in
     * equal parts. All channels where the method cannot tell. The array is the caller's.
     */
    int[] channels(int feature);

    /**
     * Encodes windows that begin at the rows {@code from, from + stride, ...}. Features are finite for finite values. Those of
     * a window do not depend on the windows encoded with it: bit for bit, or within 1e-4 relative where native code computes.
     *
     * @param values [channel][row], prepared, not changed
     * @param from first row of the first window
     * @param stride rows from one window to the next, at least 1
     * @param count windows; the last must end within {@code values}
     * @param target receives the features [window][feature], row-major, from {@code at} on
     */
    void encode(double[][] values, int from, int stride, int count, float[] target, int at);

    /** What a user should know of the fit, one sentence each. Empty by default. */
    default List<String> notes() {
        return List.of();
    }

    /** Writes all that {@link EncoderType}'s reader needs; options, window and schema are written by the caller. */
    void write(ModelWriter out);

    @Override
    default void close() {}
}
