package io.vigie.detect;

/**
 * What one member of a composite detector said, on the scale on which members are combined.
 *
 * @param member the member as text, {@code id(key=value)}
 * @param weight the member's weight, all members' adding up to 1
 * @param scores one a row, NaN where the member had no score
 */
public record MemberScores(String member, double weight, double[] scores) {}
