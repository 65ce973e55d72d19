/** Detectors that judge what an encoder makes of windows in place of the rows themselves. */
@NullMarked
package io.vigie.detect.encoded;

import org.jspecify.annotations.NullMarked;
