package io.vigie.deep.forecast;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Parameters;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * What a row is worth given the rows before it: a distribution of the next row. {@link FittedStepModel} makes a detector of
 * it.
 *
 * <p>Windows of {@link #losses} hold {@link #window} rows of history and then those that are told.
 */
public interface StepModel extends Network {
    /** Where a row was expected and how far from there it may be, one standard deviation: each [batch, row, channel]. */
    record Band(Tensor location, Tensor deviation) {}

    /** Rows of history that the first row told has before it. */
    int window();

    /**
     * Where memory is cut. Empty if a row depends on the {@link #window} rows before it and nothing else, so that a
     * stretch may begin anywhere. Else the number of rows told by one stretch: stretches begin at its multiples, counted
     * from the first row of a series, whole or row by row.
     */
    default OptionalInt restart() {
        return OptionalInt.empty();
    }

    /**
     * Negative log densities of the rows of stretches after their first {@link #window}, given all rows before them in the
     * stretch. What channels are worth adds up to what the row is worth.
     *
     * @param stretch [batch, time, channel], more than a window
     * @return [batch, time - window, channel]
     */
    Tensor nats(Parameters parameters, Tensor stretch);

    /**
     * What was expected of the row after each window of a stretch; {@code time - window + 1} rows.
     *
     * @param history [batch, time, channel], at least a window
     */
    Band band(Parameters parameters, Tensor history);

    /**
     * The signal behind the rows of a stretch after its first {@link #window}, without the noise of sensors. Empty where the
     * model does not tell them apart.
     *
     * @param stretch [batch, time, channel], more than a window
     */
    default Optional<Band> clean(Parameters parameters, Tensor stretch) {
        return Optional.empty();
    }
}
