/**
 * Leaderboards and pages made from result files.
 */
@NullMarked
package io.vigie.bench.report;

import org.jspecify.annotations.NullMarked;
