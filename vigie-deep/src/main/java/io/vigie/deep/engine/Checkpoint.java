package io.vigie.deep.engine;

import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFile;
import io.vigie.model.ModelReader;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a training needs to go on from a measurement of the validation loss. Batches and noise follow from seed and step,
 * so there is no generator's state.
 *
 * @param step updates tried, also those undone
 * @param optimizer weights, moments and average
 * @param best the kept weights so far
 * @param bestStep update they are of
 * @param bestLoss their validation loss
 * @param sinceBest measurements without a gain
 * @param rateScale what the learning rate is multiplied with after incidents
 * @param median median loss of the last updates, NaN before there was one
 * @param spread interquartile range of the same
 * @param seconds time spent
 * @param incidents what was undone
 */
record Checkpoint(
        int step,
        Optimizer.State optimizer,
        float[] best,
        int bestStep,
        double bestLoss,
        int sinceBest,
        double rateScale,
        double median,
        double spread,
        double seconds,
        List<String> incidents) {

    private static final String KIND = "checkpoint";

    /** Writes beside the target and renames, so that a crash leaves the former one. */
    void save(Path file, TrainingWindows windows, String identity) {
        MemoryModel content = new MemoryModel();
        content.text("identity", identity);
        content.integer("step", step);
        content.integer("optimizer-step", optimizer.step());
        content.tensor("weights", optimizer.weights());
        content.tensor("mean", optimizer.mean());
        content.tensor("square", optimizer.square());
        content.tensor("average", optimizer.average());
        content.tensor("best", best);
        content.integer("best-step", bestStep);
        content.number("best-loss", bestLoss);
        content.integer("since-best", sinceBest);
        content.number("rate-scale", rateScale);
        content.number("median", median);
        content.number("spread", spread);
        content.number("seconds", seconds);
        content.texts("incidents", incidents);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new BadInputException("the folder of checkpoint '" + file + "' cannot be made: " + e.getMessage(), e);
        }
        ModelFile.save(file, windows.manifest(KIND), content, "State of an unfinished training.\n");
    }

    /**
     * @throws BadInputException if the file is of another training
     */
    static Checkpoint load(Path file, String identity, int size) {
        ModelReader in = ModelFile.load(file).content();
        if (!in.text("identity").equals(identity)) {
            throw new BadInputException("checkpoint '" + file
                    + "' is of a training with other data, options or version; remove it, or use another folder");
        }
        return new Checkpoint(
                in.integer("step", 0, Integer.MAX_VALUE),
                new Optimizer.State(
                        in.integer("optimizer-step", 0, Integer.MAX_VALUE),
                        in.floats("weights", size),
                        in.floats("mean", size),
                        in.floats("square", size),
                        in.floats("average", size)),
                in.floats("best", size),
                in.integer("best-step", 0, Integer.MAX_VALUE),
                in.number("best-loss"),
                in.integer("since-best", 0, Integer.MAX_VALUE),
                in.number("rate-scale"),
                in.number("median"),
                in.number("spread"),
                in.number("seconds"),
                in.texts("incidents"));
    }
}
