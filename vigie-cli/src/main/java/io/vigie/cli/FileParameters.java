package io.vigie.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The files of a command that takes nothing but files. */
final class FileParameters {
    static final String DESCRIPTION =
            "CSV files, plain or gzipped; '-' is standard input. Several files are one series,"
                    + " in the order of their times, unless --separate is given.";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = DESCRIPTION)
    List<Path> files = new ArrayList<>();
}
