/** Detectors that forecast the next row and score how improbable it was. */
@NullMarked
package io.vigie.deep.forecast;

import org.jspecify.annotations.NullMarked;
