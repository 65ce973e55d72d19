package io.vigie.cli;

import io.vigie.series.BadInputException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the main job on the shipped sample. */
@Command(
        name = "demo",
        description = {
            "Runs 'vigie detect' on a real sample: 38 metrics of a server (SMD machine-2-4), 8,000 rows to learn from.",
            "Prints the command it runs, the events, and the path of the report."
        })
final class DemoCommand implements Callable<Integer> {
    /** The shipped sample, from the root of a checkout. */
    static final Path SAMPLE = Path.of("samples", "smd", "machine-2-4.csv.gz");

    /** Rows of it that teach normal. */
    static final int SAMPLE_TRAIN_ROWS = 8000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "vigie-out/demo",
            description = "Folder for the result. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("vigie-out", "demo");

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        Path sample = projectFolder().resolve(SAMPLE);
        if (!Files.exists(sample)) {
            throw new BadInputException(
                    "the sample " + sample + " is not there; run the demo from a checkout of Vigie");
        }
        Path shown = sample.startsWith(Path.of("").toAbsolutePath())
                ? Path.of("").toAbsolutePath().relativize(sample)
                : sample;
        List<String> arguments = new ArrayList<>(List.of(
                "detect",
                shown.toString(),
                "--label-column",
                "label",
                "--train",
                Integer.toString(SAMPLE_TRAIN_ROWS),
                "--out",
                out.toString()));
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        root.getOut().println("$ vigie " + String.join(" ", arguments));
        root.getOut().println();
        root.getOut().flush();
        return root.execute(arguments.toArray(String[]::new));
    }

    /** The checkout this class runs from, or the working folder. */
    static Path projectFolder() {
        try {
            Path here = Path.of(DemoCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path folder = here; folder != null; folder = folder.getParent()) {
                if (Files.isDirectory(folder.resolve("samples"))) {
                    return folder;
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return Path.of("").toAbsolutePath();
    }
}
