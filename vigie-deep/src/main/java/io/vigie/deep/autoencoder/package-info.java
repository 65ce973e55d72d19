/** Models that encode a window in few numbers and are judged by what they cannot decode from them. */
@NullMarked
package io.vigie.deep.autoencoder;

import org.jspecify.annotations.NullMarked;
