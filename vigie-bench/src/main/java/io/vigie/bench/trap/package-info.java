/** Whether a likelihood is taken in by what is too quiet to be normal. */
@NullMarked
package io.vigie.bench.trap;

import org.jspecify.annotations.NullMarked;
