/**
 * Turns raw series into prepared ones: gaps, scale and sensor noise, all learned from the train part only.
 */
@NullMarked
package io.vigie.prepare;

import org.jspecify.annotations.NullMarked;
