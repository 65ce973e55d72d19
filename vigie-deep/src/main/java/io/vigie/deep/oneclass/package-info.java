/** Networks that tell normal windows from all else, of which they see little or nothing. */
@NullMarked
package io.vigie.deep.oneclass;

import org.jspecify.annotations.NullMarked;
