/** How good what events should have looked like is. */
@NullMarked
package io.vigie.bench.counterfactual;

import org.jspecify.annotations.NullMarked;
