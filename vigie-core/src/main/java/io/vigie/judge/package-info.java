/**
 * Turns scores into belief: null model, p-value, posterior probability, and the episodes that follow from them.
 */
@NullMarked
package io.vigie.judge;

import org.jspecify.annotations.NullMarked;
