package io.vigie.cli;

import io.vigie.detect.OptionException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which series of a benchmark take part, by their names. */
final class BenchFileOptions {
    @Option(names = "--files", paramLabel = "GLOB", description = "Only series whose name matches, such as '*_SMD_*'.")
    private @Nullable String files;

    private @Nullable PathMatcher matcher;

    /**
     * Whether a series takes part.
     *
     * @throws OptionException if the option is no pattern
     */
    boolean matches(String name) {
        if (files == null) {
            return true;
        }
        if (matcher == null) {
            matcher = matcher(files);
        }
        return matcher.matches(Path.of(name));
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new OptionException(
                    "--files is '" + glob + "' (" + e.getDescription() + "); write a pattern such as '*_SMD_*'");
        }
    }
}
