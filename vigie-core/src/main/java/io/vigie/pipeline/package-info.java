/**
 * What a user holds: preparation, detector and null model as one fitted, saved and applied object.
 */
@NullMarked
package io.vigie.pipeline;

import org.jspecify.annotations.NullMarked;
