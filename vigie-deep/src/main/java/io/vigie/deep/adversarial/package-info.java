/** Generators of windows that learn from a critic which tells theirs from real ones. */
@NullMarked
package io.vigie.deep.adversarial;

import org.jspecify.annotations.NullMarked;
