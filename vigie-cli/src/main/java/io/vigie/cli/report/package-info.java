/**
 * The self-contained HTML page that shows a judged series.
 */
@NullMarked
package io.vigie.cli.report;

import org.jspecify.annotations.NullMarked;
