package io.vigie.deep.engine;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a training.
 *
 * @param steps updates made
 * @param bestStep update after which the weights that are kept were best
 * @param trainLoss median loss of the last updates
 * @param validationLoss loss of the kept weights on the validation part, NaN where there was none
 * @param ending why it ended, for a user
 * @param incidents what went wrong and was undone, for a user; empty as a rule
 */
public record TrainingReport(
        int steps, int bestStep, double trainLoss, double validationLoss, String ending, List<String> incidents) {
    public TrainingReport {
        incidents = List.copyOf(incidents);
    }

    /** For {@link io.vigie.detect.FittedDetector#notes}: how the training went, then each incident. */
    public List<String> notes(String network) {
        List<String> notes = new ArrayList<>();
        String measured = Double.isNaN(validationLoss)
                ? "too short a train part to measure a validation loss"
                : String.format(Locale.ROOT, "validation loss %.4g at step %d", validationLoss, bestStep);
        notes.add(String.format(Locale.ROOT, "%s: %d training steps, %s; %s", network, steps, measured, ending));
        for (String incident : incidents) {
            notes.add(network + ": " + incident);
        }
        return notes;
    }

    public void write(ModelWriter out) {
        out.integer("steps", steps);
        out.integer("best-step", bestStep);
        out.number("train-loss", trainLoss);
        out.number("validation-loss", validationLoss);
        out.text("ending", ending);
        out.texts("incidents", incidents);
    }

    public static TrainingReport read(ModelReader in) {
        return new TrainingReport(
                in.integer("steps", 0, Integer.MAX_VALUE),
                in.integer("best-step", 0, Integer.MAX_VALUE),
                in.number("train-loss"),
                in.number("validation-loss"),
                in.text("ending"),
                in.texts("incidents"));
    }
}
