package io.vigie.detect.internal;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/** A figure of the last (up to) so many values that is one of them, or the middle of two. */
interface TrailingPick {
    /** Takes the next value; the figure with it. */
    double push(double value);

    /** Forgets values pushed before the given number, but not the last one; the figure of what is left. */
    double keepFrom(long number);

    /** Number of the push that gave the figure, or the lower of the two that it is the middle of. */
    long lowIndex();

    /** Number of the push that gave the figure, or the upper of the two that it is the middle of. */
    long highIndex();

    void write(ModelWriter out);

    void read(ModelReader in);
}
