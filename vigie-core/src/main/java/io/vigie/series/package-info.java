/**
 * Time series in memory, their schema and labels, and the readers that bring them in from files.
 */
@NullMarked
package io.vigie.series;

import org.jspecify.annotations.NullMarked;
