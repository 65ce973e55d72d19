/**
 * The on-disk form of fitted models: manifest, tensors, atomic writes and guarded reads.
 */
@NullMarked
package io.vigie.model;

import org.jspecify.annotations.NullMarked;
