/** What a few labelled anomalies are worth. */
@NullMarked
package io.vigie.bench.labels;

import org.jspecify.annotations.NullMarked;
