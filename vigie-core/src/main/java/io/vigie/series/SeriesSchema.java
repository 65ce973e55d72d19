package io.vigie.series;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What series must share to be used together.
 *
 * @param channels channels in order, names unique
 * @param samplingInterval median step, or {@link Duration#ZERO} where there is no time
 */
public record SeriesSchema(List<Channel> channels, Duration samplingInterval) {
    public SeriesSchema {
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new BadInputException("a series needs at least one channel");
        }
        Set<String> names = new HashSet<>();
        for (Channel channel : channels) {
            if (!names.add(channel.name())) {
                throw new BadInputException(
                        "channel name '" + channel.name() + "' occurs twice; rename one of the columns");
            }
        }
    }

    /** Names in order. */
    public List<String> channelNames() {
        return channels.stream().map(Channel::name).toList();
    }

    /**
     * Accepts a series with the same channel names in the same order.
     *
     * @throws BadInputException naming the channels that are missing, unexpected or out of order
     */
    public void requireMatch(TimeSeries series) {
        List<String> expected = channelNames();
        List<String> found = series.schema().channelNames();
        if (expected.equals(found)) {
            return;
        }
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(new HashSet<>(found));
        List<String> unexpected = new ArrayList<>(found);
        unexpected.removeAll(new HashSet<>(expected));
        StringBuilder message = new StringBuilder("the series' channels differ from those the model was fitted on:");
        if (!missing.isEmpty()) {
            message.append(" missing ").append(quote(missing)).append(';');
        }
        if (!unexpected.isEmpty()) {
            message.append(" unexpected ").append(quote(unexpected)).append(';');
        }
        if (missing.isEmpty() && unexpected.isEmpty()) {
            message.append(" same names in another order;");
        }
        message.append(" give the same channels in the same order, or fit a new model");
        throw new BadInputException(message.toString());
    }

    private static String quote(List<String> names) {
        int shown = Math.min(names.size(), 5);
        String text = String.join(
                ", ",
                names.subList(0, shown).stream().map(name -> "'" + name + "'").toList());
        return shown < names.size() ? text + " and " + (names.size() - shown) + " more" : text;
    }
}
