/**
 * Measures of how well scores find labelled anomalies.
 */
@NullMarked
package io.vigie.evaluate;

import org.jspecify.annotations.NullMarked;
