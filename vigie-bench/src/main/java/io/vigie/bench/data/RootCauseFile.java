package io.vigie.bench.data;

import io.vigie.evaluate.RootCause;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Interpretation labels as OmniAnomaly and InterFusion publish them: a line {@code first-last:channel,channel} a segment, rows
 * counted from 0 and channels from 1.
 */
final class RootCauseFile {
    /** Folder of the files in a data set. */
    static final String FOLDER = "interpretation_label";

    private static final Pattern LINE = Pattern.compile("(\\d{1,9})-(\\d{1,9}):(\\d{1,9}(?:,\\d{1,9})*)");

    /** Whether the last row of a segment belongs to it; data sets differ, as their labels by row show. */
    enum LastRow {
        OUTSIDE,
        INSIDE
    }

    private RootCauseFile() {}

    /** Reads a file, plain or packed by the end of its name. */
    static List<RootCause> read(Path file, LastRow lastRow) {
        if (!Files.exists(file)) {
            throw new BadInputException("there is no " + file + ", which says the channels to blame; copy it there");
        }
        List<RootCause> causes = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    causes.add(parse(line.strip(), file, lastRow));
                }
            }
        } catch (IOException e) {
            throw new BadInputException("'" + file + "' cannot be read (" + e.getMessage() + ")", e);
        }
        return List.copyOf(causes);
    }

    private static RootCause parse(String line, Path file, LastRow lastRow) {
        Matcher matcher = LINE.matcher(line);
        try {
            if (matcher.matches()) {
                int last = Integer.parseInt(matcher.group(2));
                return new RootCause(
                        new Interval(Integer.parseInt(matcher.group(1)), lastRow == LastRow.INSIDE ? last + 1 : last),
                        Stream.of(matcher.group(3).split(","))
                                .map(channel -> Integer.parseInt(channel) - 1)
                                .toList());
            }
        } catch (IllegalArgumentException e) {
            throw new BadInputException("'" + line + "' in '" + file + "' is no segment: " + e.getMessage(), e);
        }
        throw new BadInputException("'" + line + "' in '" + file
                + "' is no segment; use first-last:channel,channel with rows from 0 and channels from 1");
    }
}
