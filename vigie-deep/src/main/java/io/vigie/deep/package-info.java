/** The registry of learned detectors. */
@NullMarked
package io.vigie.deep;

import org.jspecify.annotations.NullMarked;
