/**
 * Public benchmark data on disk: where it lies, which files a split names, and the readers that turn one into a labelled
 * series.
 */
@NullMarked
package io.vigie.bench.data;

import org.jspecify.annotations.NullMarked;
