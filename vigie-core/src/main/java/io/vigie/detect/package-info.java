/**
 * The detector contract: what a method promises, how it is configured, found, fitted, scored and streamed.
 */
@NullMarked
package io.vigie.detect;

import org.jspecify.annotations.NullMarked;
