package io.vigie.prepare;

/** Follows one channel row by row and tells whether it stands still or is silent for longer than it ever did. */
final class RunWatch {
    private final RunNorm norm;
    private final PreparationOptions options;
    private double held = Double.NaN;
    private long heldRows;
    private long missingRows;
    private final boolean watchesFrozen;

    RunWatch(RunNorm norm, PreparationOptions options, boolean blamed) {
        this.norm = norm;
        this.options = options;
        this.watchesFrozen = blamed && !norm.neverFrozen();
    }

    /** Takes the next value, NaN where missing. */
    void push(double value) {
        if (Double.isNaN(value)) {
            missingRows++;
            heldRows = 0;
            held = Double.NaN;
        } else {
            missingRows = 0;
            heldRows = value == held ? heldRows + 1 : 1;
            held = value;
        }
    }

    ChannelHealth.State state() {
        if (missingRows > 0) {
            return !norm.neverSilent() && exceeds(missingRows, norm.longestGap(), options.minSilentRows())
                    ? ChannelHealth.State.SILENT
                    : ChannelHealth.State.HEALTHY;
        }
        return watchesFrozen
                        && heldRows > options.minFrozenRows()
                        && exceeds(heldRows, norm.longestRunAt(held), options.minFrozenRows())
                ? ChannelHealth.State.FROZEN
                : ChannelHealth.State.HEALTHY;
    }

    /** Rows of the current run of one value or of missing values. */
    long runRows() {
        return missingRows > 0 ? missingRows : heldRows;
    }

    /** Longest train run that the current run is compared with, at least 1. */
    int reference() {
        return Math.max(1, missingRows > 0 ? norm.longestGap() : norm.longestRunAt(held));
    }

    double evidence() {
        return state() == ChannelHealth.State.HEALTHY ? 0 : ChannelHealth.evidence(runRows(), reference(), norm.rows());
    }

    private boolean exceeds(long run, int longest, int minimum) {
        return run > Math.max(minimum, options.runFactor() * longest)
                && ChannelHealth.evidence(run, longest, norm.rows()) >= ChannelHealth.LEAST_EVIDENCE;
    }

    double held() {
        return held;
    }

    long heldRows() {
        return heldRows;
    }

    void restore(double heldValue, long rowsHeld, long rowsMissing) {
        held = heldValue;
        heldRows = rowsHeld;
        missingRows = rowsMissing;
    }
}
