/**
 * Running detectors over benchmark series in worker processes, and the file their results go to.
 */
@NullMarked
package io.vigie.bench.run;

import org.jspecify.annotations.NullMarked;
