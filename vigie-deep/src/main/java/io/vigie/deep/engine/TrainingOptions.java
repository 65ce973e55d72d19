package io.vigie.deep.engine;

/**
 * How a network is trained.
 *
 * @param steps most updates of the weights
 * @param batch windows of an update
 * @param part windows that are differentiated together; the parts of a batch run beside each other. Results depend on
 *     it, not on the number of threads
 * @param learningRate highest learning rate: reached linearly after the share {@code warmUp} of the steps, then falling to
 *     a hundredth along half a cosine (Loshchilov and Hutter, SGDR, 2017)
 * @param weightDecay decoupled decay of weights, a share of the learning rate (Loshchilov and Hutter, AdamW, 2019)
 * @param clipNorm longest gradient; longer ones are scaled down (Pascanu et al. 2013)
 * @param warmUp share of the steps
 * @param averaging decay per step of the exponential moving average of the weights, which is what is kept; shorter at
 *     first: at most (1 + step) / (10 + step)
 * @param evaluations how often the validation loss is measured
 * @param patience measurements without a gain after which training stops
 */
public record TrainingOptions(
        int steps,
        int batch,
        int part,
        double learningRate,
        double weightDecay,
        double clipNorm,
        double warmUp,
        double averaging,
        int evaluations,
        int patience) {
    private static final int FEWEST_STEPS = 100;

    public TrainingOptions {
        Limits.atLeast("steps", steps, 1);
        Limits.atLeast("batch", batch, 1);
        Limits.atLeast("part", part, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
        Limits.within("weight-decay", weightDecay, 0, 1);
        Limits.above("clip-norm", clipNorm, 0, 1e9);
        Limits.share("warm-up", warmUp);
        Limits.share("averaging", averaging);
        Limits.atLeast("evaluations", evaluations, 1);
        Limits.atLeast("patience", patience, 1);
    }

    /** Batches of 128 windows in parts of 64, rate 1e-3. */
    public static TrainingOptions of(int steps) {
        return new TrainingOptions(steps, 128, 64, 1e-3, 1e-4, 1.0, 0.05, 0.99, 20, 5);
    }

    /**
     * Steps that pass {@code epochs} times over the train windows, but no fewer than {@value #FEWEST_STEPS} and no more
     * than {@code most}, so that neither a short series is left unlearned nor a long one takes for ever.
     */
    public static int steps(int trainWindows, int batch, int epochs, int most) {
        long wanted = ((long) epochs * trainWindows + batch - 1) / batch;
        return (int) Math.min(most, Math.max(FEWEST_STEPS, wanted));
    }

    public TrainingOptions withLearningRate(double newLearningRate) {
        return new TrainingOptions(
                steps, batch, part, newLearningRate, weightDecay, clipNorm, warmUp, averaging, evaluations, patience);
    }

    public TrainingOptions withBatch(int newBatch, int newPart) {
        return new TrainingOptions(
                steps,
                newBatch,
                newPart,
                learningRate,
                weightDecay,
                clipNorm,
                warmUp,
                averaging,
                evaluations,
                patience);
    }

    public TrainingOptions withPatience(int newPatience) {
        return new TrainingOptions(
                steps, batch, part, learningRate, weightDecay, clipNorm, warmUp, averaging, evaluations, newPatience);
    }
}
