/** Methods that fill gaps without learning a network. */
@NullMarked
package io.vigie.detect.impute;

import org.jspecify.annotations.NullMarked;
