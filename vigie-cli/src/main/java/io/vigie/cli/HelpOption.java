package io.vigie.cli;

import picocli.CommandLine.Option;

/** The option by which every command says what it can do. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean asked;
}
