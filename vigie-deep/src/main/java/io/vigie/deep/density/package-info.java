/** What is made of a likelihood before it is told as a score. */
@NullMarked
package io.vigie.deep.density;

import org.jspecify.annotations.NullMarked;
