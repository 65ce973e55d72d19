/** Learning and running neural networks on libtorch. */
@NullMarked
package io.vigie.deep.engine;

import org.jspecify.annotations.NullMarked;
