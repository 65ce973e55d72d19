package io.vigie.cli;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code benchmarks/peers/peers.py} measured of the same networks in PyTorch.
 *
 * @param updates of the weights in an epoch
 * @param epochSeconds time of an epoch
 * @param scoreSeconds time of scoring the whole series
 */
record PeerTimes(int updates, double epochSeconds, double scoreSeconds) {
    private static final String HEADER = "id,updates,epoch_s,score_s";

    /** Times by detector id, in the order of the file. */
    static Map<String, PeerTimes> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new BadInputException("the peers' times '" + file + "' cannot be read: " + e.getMessage(), e);
        }
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new BadInputException(
                    "'" + file + "' does not begin with " + HEADER + "; give what benchmarks/peers/peers.py wrote");
        }
        Map<String, PeerTimes> times = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            try {
                times.put(
                        cells[0],
                        new PeerTimes(
                                Integer.parseInt(cells[1]),
                                Double.parseDouble(cells[2]),
                                Double.parseDouble(cells[3])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new BadInputException("'" + line + "' in '" + file + "' is not " + HEADER, e);
            }
        }
        return times;
    }
}
