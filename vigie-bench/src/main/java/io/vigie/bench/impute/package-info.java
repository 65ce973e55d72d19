/** How well gaps are filled. */
@NullMarked
package io.vigie.bench.impute;

import org.jspecify.annotations.NullMarked;
