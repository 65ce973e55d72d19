/** Models that learn to take noise off windows, and what can be told with them. */
@NullMarked
package io.vigie.deep.diffusion;

import org.jspecify.annotations.NullMarked;
