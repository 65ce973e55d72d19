/**
 * The rules of each public benchmark: which series, and which metrics measure a score on them.
 */
@NullMarked
package io.vigie.bench.protocol;

import org.jspecify.annotations.NullMarked;
