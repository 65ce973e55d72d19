/** Trained encoders: networks whose features of windows any detector made of an encoder can use. */
@NullMarked
package io.vigie.deep.represent;

import org.jspecify.annotations.NullMarked;
