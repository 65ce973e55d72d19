package io.vigie.series;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What is to be done about rows that are out of order, repeated, irregular or lacking.
 *
 * @param mode how far to go; each mode does what those before it do
 * @param step step of the grid for {@link Mode#RESAMPLE}; without it the median step
 * @param maxGap longest run of empty grid rows that is filled by linear interpolation, per channel; at least 0
 */
public record SamplingPolicy(Mode mode, Optional<Duration> step, int maxGap) {
    /** How far to go. */
    public enum Mode {
        /** Rows stay as they are. */
        KEEP,
        /** Rows are put in the order of their times; rows of one time keep their order. */
        SORT,
        /** As SORT, then rows of one time become one: the mean of what was measured. */
        AVERAGE,
        /**
         * As AVERAGE, then brought to a regular grid that starts at the first time: a grid row is the mean of what was
         * measured within half a step of it; short runs of empty rows are interpolated and masked as missing.
         */
        RESAMPLE
    }

    /** Empty grid rows that are filled unless another number is given. */
    public static final int DEFAULT_MAX_GAP = 5;

    public SamplingPolicy {
        if (maxGap < 0) {
            throw new IllegalArgumentException(
                    "maximum gap " + maxGap + " is negative; use a number of rows of at least 0");
        }
        if (step.isPresent() && mode != Mode.RESAMPLE) {
            throw new IllegalArgumentException("a step is only for mode resample, not " + mode);
        }
        if (step.isPresent() && (step.get().isZero() || step.get().isNegative())) {
            throw new IllegalArgumentException("step " + step.get() + " is not positive; use one such as 10s");
        }
    }

    /** The mode with the median step and the default maximum gap. */
    public static SamplingPolicy of(Mode mode) {
        return new SamplingPolicy(mode, Optional.empty(), DEFAULT_MAX_GAP);
    }

    /** To a grid of this step. */
    public static SamplingPolicy resample(Duration step, int maxGap) {
        return new SamplingPolicy(Mode.RESAMPLE, Optional.of(step), maxGap);
    }

    /**
     * A policy as a user types it: {@code keep}, {@code sort}, {@code average}, {@code resample}, or {@code resample:10s}
     * with a step.
     *
     * @throws IllegalArgumentException for another text
     */
    public static SamplingPolicy parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.startsWith("resample:")) {
            return resample(Durations.parse(word.substring("resample:".length())), DEFAULT_MAX_GAP);
        }
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                return of(mode);
            }
        }
        throw new IllegalArgumentException(
                "sampling policy '" + text + "' is not known; use keep, sort, average, resample, or resample:10s");
    }

    /** The same with another maximum gap. */
    public SamplingPolicy withMaxGap(int rows) {
        return new SamplingPolicy(mode, step, rows);
    }
}
