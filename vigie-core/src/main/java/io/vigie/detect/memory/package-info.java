/**
 * Detectors that compare the features of windows with a memory of the train part.
 */
@NullMarked
package io.vigie.detect.memory;

import org.jspecify.annotations.NullMarked;
