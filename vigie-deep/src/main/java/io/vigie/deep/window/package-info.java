/** What models that judge every value of a window have in common: from their training to scores of rows. */
@NullMarked
package io.vigie.deep.window;

import org.jspecify.annotations.NullMarked;
