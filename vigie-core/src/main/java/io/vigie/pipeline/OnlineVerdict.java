package io.vigie.pipeline;

/**
 * What an {@link OnlineJudge} thinks of one row.
 *
 * @param row number of the row, counted from the first one pushed
 * @param score the detector's score; NaN in the warm-up
 * @param pValue chance that a normal row looks at least this bad; NaN in the warm-up
 * @param posterior P(anomaly); NaN in the warm-up
 * @param alarm true while within an episode: from a row at which the budget enters one until p rises above the policy's
 *     leaving level
 */
public record OnlineVerdict(long row, double score, double pValue, double posterior, boolean alarm) {}
