/**
 * The {@code vigie} command: options in, files and words out; no modelling of its own.
 */
@NullMarked
package io.vigie.cli;

import org.jspecify.annotations.NullMarked;
