/** Exact densities: an algebra of learned bijections over simple base densities. */
@NullMarked
package io.vigie.deep.flow;

import org.jspecify.annotations.NullMarked;
