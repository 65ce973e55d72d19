/**
 * Helpers shared by detectors of this library; no part of the public contract.
 */
@NullMarked
package io.vigie.detect.internal;

import org.jspecify.annotations.NullMarked;
