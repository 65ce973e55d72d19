package io.vigie.cli;

import io.vigie.explain.Event;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run in a few sentences. */
final class Summary {
    private Summary() {}

    static List<String> of(JudgedSeries judged) {
        List<Event> events = judged.events();
        TimeSeries series = judged.judgement().series();
        List<String> sentences = new ArrayList<>();
        String where = String.format(Locale.ROOT, "%,d rows of %s", series.length(), series.name());
        if (events.isEmpty()) {
            sentences.add("No event in " + where + " within a budget of " + judged.budget() + " false alarms.");
            return sentences;
        }
        int inTrain = events.size() - judged.eventsAfterTrain();
        sentences.add(String.format(
                Locale.ROOT,
                "%d %s in %s, within a budget of %s false alarms%s.",
                events.size(),
                events.size() == 1 ? "event" : "events",
                where,
                judged.budget(),
                inTrain > 0 ? "; " + inTrain + " of them among the rows the model learned from" : ""));
        Event worst = events.stream()
                .max(Comparator.comparingDouble((Event event) -> event.episode().probability())
                        .thenComparing(event -> event.episode().severity()))
                .orElseThrow();
        sentences.add(String.format(
                Locale.ROOT,
                "The worst, number %d, lasts %s from %s: %s.",
                events.indexOf(worst) + 1,
                worst.duration(),
                worst.start(),
                stripEnd(worst.sentence())));
        Map<String, Integer> counts = new HashMap<>();
        for (Event event : events) {
            event.affectedChannels().forEach(finding -> counts.merge(finding.channel(), 1, Integer::sum));
        }
        if (series.channelCount() > 1 && events.size() > 1) {
            List<String> most = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() > 1)
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(3)
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                    .toList();
            if (!most.isEmpty()) {
                sentences.add("Channels involved most often: " + String.join(", ", most) + ".");
            }
        }
        return sentences;
    }

    private static String stripEnd(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Share of the rows that lie in events. */
    static String shareInEvents(JudgedSeries judged) {
        long rows = judged.events().stream()
                .map(event -> event.episode().rows())
                .mapToLong(Interval::length)
                .sum();
        return String.format(
                Locale.ROOT,
                "%.1f %%",
                100.0 * rows / judged.judgement().series().length());
    }

    /** Size and span of a series. */
    static String extent(TimeSeries series) {
        String size = String.format(
                Locale.ROOT,
                "%,d rows, %d %s",
                series.length(),
                series.channelCount(),
                series.channelCount() == 1 ? "channel" : "channels");
        return series.time().hasTime()
                ? size + ", " + series.time().format(0) + " to " + series.time().format(series.length() - 1)
                : size;
    }
}
