/**
 * Detectors that hold windows' features against a Gaussian of the position that the window has in the series.
 */
@NullMarked
package io.vigie.detect.gaussian;

import org.jspecify.annotations.NullMarked;
