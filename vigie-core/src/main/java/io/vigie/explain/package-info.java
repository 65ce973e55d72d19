/**
 * Says of an episode which channels, in which direction, against which expectation, and in which words.
 */
@NullMarked
package io.vigie.explain;

import org.jspecify.annotations.NullMarked;
