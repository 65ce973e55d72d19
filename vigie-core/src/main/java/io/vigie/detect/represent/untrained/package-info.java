/**
 * Encoders that are computed, not trained.
 */
@NullMarked
package io.vigie.detect.represent.untrained;

import org.jspecify.annotations.NullMarked;
