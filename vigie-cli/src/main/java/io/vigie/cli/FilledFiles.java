package io.vigie.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.vigie.pipeline.FilledSeries;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** The files of a series whose gaps were filled. */
final class FilledFiles {
    private static final double[] SHARES = {0.025, 0.1, 0.9, 0.975};

    private FilledFiles() {}

    /** The series as it was read, wide, with the filled values in their places; and its labels, where it has some. */
    static void writeSeries(FilledSeries filled, CsvResult read, Writer out) throws IOException {
        TimeSeries series = filled.raw();
        boolean timed = series.time().hasTime();
        Labels labels = read.labels().orElse(null);
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            List<String> fields = new ArrayList<>();
            if (timed) {
                fields.add(read.report().timeColumn());
            }
            fields.addAll(series.schema().channelNames());
            if (labels != null) {
                fields.add(read.report().labelColumn());
            }
            csv.writeRecord(fields);
            for (int row = 0; row < series.length(); row++) {
                fields.clear();
                if (timed) {
                    fields.add(series.time().format(row));
                }
                for (int c = 0; c < series.channelCount(); c++) {
                    fields.add(text(filled.value(c, row)));
                }
                if (labels != null) {
                    fields.add(
                            switch (labels.get(row)) {
                                case UNKNOWN -> "";
                                case NORMAL -> "0";
                                case ANOMALOUS -> "1";
                            });
                }
                csv.writeRecord(fields);
            }
        }
    }

    /** One line a filled value: row, time, channel, value, and the ends of the bands, empty where there is one answer. */
    static void writeBands(FilledSeries filled, Writer out) throws IOException {
        TimeSeries series = filled.raw();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord("row", "time", "channel", "value", "low95", "low80", "high80", "high95");
            for (int c = 0; c < series.channelCount(); c++) {
                for (int row : filled.filledRows(c)) {
                    List<String> fields = new ArrayList<>(List.of(
                            Integer.toString(row),
                            series.time().format(row),
                            series.channel(c).name(),
                            text(filled.value(c, row))));
                    for (double share : SHARES) {
                        fields.add(filled.draws() == 1 ? "" : text(filled.quantile(c, row, share)));
                    }
                    csv.writeRecord(fields);
                }
            }
        }
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
