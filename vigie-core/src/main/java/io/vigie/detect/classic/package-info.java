/**
 * Detectors that need no network: distances, covariances, subspaces, forests and their ensemble.
 */
@NullMarked
package io.vigie.detect.classic;

import org.jspecify.annotations.NullMarked;
