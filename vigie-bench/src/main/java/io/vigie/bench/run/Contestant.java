package io.vigie.bench.run;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A detector that takes part, under a label of its own.
 *
 * @param label name in tables and result files; unique in a run
 * @param detector the detector with its options
 */
public record Contestant(String label, Detector detector) {
    /** Labels with a meaning of their own, beside the ids of detectors. */
    private static final Map<String, String> SHORT = Map.of("1-nn", "knn(neighbours=1)");

    public Contestant {
        if (label.isBlank() || !label.equals(label.strip()) || label.matches("(?s).*[\\t\\r\\n].*")) {
            throw new OptionException(
                    "the label '" + label + "' of a detector is blank or holds tabs or line ends; use words");
        }
    }

    /**
     * A contestant from {@code id}, {@code id(key=value,...)} or {@code label=id(...)}. {@code random} is a score drawn
     * at random, {@code deviation} the sum of the channels' {@code |z|}, and {@code 1-nn} is {@code knn(neighbours=1)}. Without a label the text is the label.
     *
     * @throws OptionException if no detector can be made of the text
     */
    public static Contestant parse(String text) {
        int open = text.indexOf('(');
        int equals = text.indexOf('=');
        boolean labelled = equals >= 0 && (open < 0 || equals < open);
        String label = (labelled ? text.substring(0, equals) : text).strip();
        String detector = (labelled ? text.substring(equals + 1) : text).strip();
        return new Contestant(label, detector(detector));
    }

    /** A contestant from an id and some options, labelled by both: {@code id}, or {@code id(key=value,...)} in order of the keys. */
    public static Contestant of(String id, Map<String, String> options) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(options).forEach((key, value) -> texts.add(key + "=" + value));
        String label = texts.isEmpty() ? id : id + "(" + String.join(",", texts) + ")";
        return new Contestant(label, Detectors.create(id, options));
    }

    /**
     * The contestants of a comma-separated list; commas inside parentheses belong to the detector.
     *
     * @throws OptionException if the list is empty, a label stands twice, or one cannot be made
     */
    public static List<Contestant> parseAll(String list) {
        List<Contestant> contestants = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (String text : Options.splitList(list)) {
            Contestant contestant = parse(text);
            if (!labels.add(contestant.label)) {
                throw new OptionException("the detector '" + contestant.label
                        + "' stands twice in the list; give one of them another label, as in other=" + text);
            }
            contestants.add(contestant);
        }
        if (contestants.isEmpty()) {
            throw new OptionException("no detector given; name at least one, as in --detectors vigie,kmeans");
        }
        return contestants;
    }

    static Detector detector(String text) {
        return switch (text.replaceFirst("\\(\\)$", "")) {
            case RandomScore.ID -> new RandomScore();
            case DeviationScore.ID -> new DeviationScore();
            default -> Detectors.parse(SHORT.getOrDefault(text, text));
        };
    }

    /** The detector's options as {@code key=value,key=value}, every one of them. */
    public String options() {
        List<String> texts = new ArrayList<>();
        Options.toMap((Record) detector).forEach((key, value) -> texts.add(key + "=" + value));
        return String.join(",", texts);
    }

    /** A text that {@link #parse} makes the same detector of, every option written out; without the label. */
    String specification() {
        return detector.id() + "(" + options() + ")";
    }
}
