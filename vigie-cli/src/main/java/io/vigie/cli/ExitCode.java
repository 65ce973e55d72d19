package io.vigie.cli;

/** Exit codes of the command, as documented in its help and in the reference. */
final class ExitCode {
    /** The command did what was asked. */
    static final int DONE = 0;
    /** A defect of Vigie, or the machine ran out of something. */
    static final int INTERNAL = 1;
    /** The command line or a configuration is not usable. */
    static final int USAGE = 2;
    /** A file, a model or an output folder is not usable. */
    static final int BAD_INPUT = 3;
    /** Anomalies were found and {@code --fail-on-anomaly} was given. */
    static final int ANOMALIES_FOUND = 4;

    private ExitCode() {}
}
