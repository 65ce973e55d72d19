package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.Suggestions;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvFormat.DecimalMark;
import io.vigie.series.CsvFormat.Header;
import io.vigie.series.CsvFormat.Layout;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How files are to be read. Everything left out is found by looking, and {@code inspect} says what was found. */
final class InputOptions {
    @Option(names = "--separate", description = "Every file is a series of its own; all must have the same channels.")
    boolean separate;

    @Option(
            names = "--delimiter",
            paramLabel = "C",
            defaultValue = "auto",
            description = "Field separator: auto, comma, semicolon, tab, bar, space or one character. Default:"
                    + " ${DEFAULT-VALUE}.")
    String delimiter = "auto";

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            defaultValue = "auto",
            description = "Decimal mark: ${COMPLETION-CANDIDATES}. Default: auto.")
    DecimalMark decimalMark = DecimalMark.AUTO;

    @Option(
            names = "--header",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Whether the first line names the columns: ${COMPLETION-CANDIDATES}. Default: auto.")
    Header header = Header.AUTO;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            defaultValue = "auto",
            description = "wide: one column a channel; long: rows of time, channel, value. ${COMPLETION-CANDIDATES}."
                    + " Default: auto.")
    Layout layout = Layout.AUTO;

    @Option(
            names = "--time-column",
            paramLabel = "COLUMN",
            defaultValue = "auto",
            description = "Column of the time: a name, #3 for the third, none, or auto. Default: ${DEFAULT-VALUE}.")
    String timeColumn = "auto";

    @Option(
            names = "--time-format",
            paramLabel = "PATTERN",
            description =
                    "Pattern of the time, such as 'dd/MM/yyyy HH:mm:ss'. Default: ISO-8601 or epoch s, ms, us, ns.")
    @Nullable
    String timeFormat;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Zone of times that carry none, such as Europe/Paris. Default: kept as local time.")
    @Nullable
    String zone;

    @Option(
            names = "--channel-column",
            paramLabel = "COLUMN",
            defaultValue = "auto",
            description = "Long layout: column of the channel's name. Default: ${DEFAULT-VALUE}.")
    String channelColumn = "auto";

    @Option(
            names = "--value-column",
            paramLabel = "COLUMN",
            defaultValue = "auto",
            description = "Long layout: column of the value. Default: ${DEFAULT-VALUE}.")
    String valueColumn = "auto";

    @Option(
            names = "--label-column",
            paramLabel = "COLUMN",
            defaultValue = "none",
            description = "Column of the labels (0 normal, 1 anomalous, empty unknown). Train rows labelled anomalous"
                    + " are not learned from. Default: ${DEFAULT-VALUE}.")
    String labelColumn = "none";

    @Option(
            names = "--missing",
            paramLabel = "TOKEN",
            split = ",",
            description = "Further texts that mean 'no value', besides empty, NaN, NA, null and '-'.")
    List<String> missing = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COLUMN", split = ",", description = "Columns to leave out.")
    List<String> ignored = new ArrayList<>();

    @Option(
            names = "--unit",
            paramLabel = "CHANNEL=UNIT",
            description = "Unit of a channel, for the words of the report. May be repeated.")
    Map<String, String> units = new LinkedHashMap<>();

    @Option(
            names = "--noise",
            paramLabel = "CHANNEL=SD",
            description = "Standard deviation of a sensor's noise, in its unit (data sheet). Default: estimated.")
    Map<String, Double> noise = new LinkedHashMap<>();

    @Option(
            names = "--reference",
            paramLabel = "CHANNEL",
            split = ",",
            description = "Channels that are trusted references or set-points and are not blamed.")
    List<String> references = new ArrayList<>();

    /** How the CSV files are to be read. */
    CsvFormat format() {
        try {
            CsvFormat format = CsvFormat.auto()
                    .withDelimiter(delimiter)
                    .withDecimalMark(decimalMark)
                    .withHeader(header)
                    .withLayout(layout)
                    .withTime(ColumnChoice.parse(timeColumn))
                    .withLabel(ColumnChoice.parse(labelColumn))
                    .withLongColumns(ColumnChoice.parse(channelColumn), ColumnChoice.parse(valueColumn))
                    .withMissing(missing)
                    .withIgnored(ignored);
            if (timeFormat != null) {
                format = format.withTimePattern(timeFormat);
            }
            return zone == null ? format : format.withZone(zone);
        } catch (IllegalArgumentException e) {
            throw new OptionException(String.valueOf(e.getMessage()));
        }
    }

    /** The series with the units, noise levels and roles that the user gave. */
    TimeSeries describe(TimeSeries series) {
        Set<String> named = new LinkedHashSet<>(units.keySet());
        named.addAll(noise.keySet());
        named.addAll(references);
        for (String name : named) {
            if (series.indexOf(name) < 0) {
                throw new BadInputException("'" + series.name() + "' has no channel '" + name + "'"
                        + Suggestions.of(name, series.schema().channelNames()));
            }
        }
        if (named.isEmpty()) {
            return series;
        }
        List<Channel> channels = new ArrayList<>();
        for (Channel channel : series.schema().channels()) {
            Channel described = channel;
            String unit = units.get(channel.name());
            if (unit != null) {
                described = described.withUnit(unit);
            }
            Double sensorNoise = noise.get(channel.name());
            if (sensorNoise != null) {
                described = described.withSensorNoise(sensorNoise);
            }
            if (references.contains(channel.name())) {
                described = described.withRole(ChannelRole.REFERENCE);
            }
            channels.add(described);
        }
        return series.withChannels(channels);
    }
}
