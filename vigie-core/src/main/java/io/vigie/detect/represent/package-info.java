/**
 * The encoder contract: how windows of prepared series become features that classical detectors can compare.
 */
@NullMarked
package io.vigie.detect.represent;

import org.jspecify.annotations.NullMarked;
