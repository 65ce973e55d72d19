package io.vigie.deep.engine;

import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The training loop of all networks: shuffled batches of windows, AdamW under a warm-up and cosine schedule, the moving
 * average of the weights judged on the validation part, and the best of it kept.
 *
 * <p>Each batch is cut into parts of fixed size, differentiated beside each other on the context's threads and added up in
 * their order: the same seed gives the same bits on any number of threads. Order of batches and noise are functions of seed
 * and step, so a training that goes on from a checkpoint gives the bits of one that was never interrupted. With
 * {@link RunContext#budget()} the schedule follows the clock, and neither holds.
 *
 * <p>A loss or gradient that is not finite, and a median loss far above that of the measurement before, are undone: the
 * state of the last measurement comes back and the learning rate is halved; the report names parameter and channel. After
 * {@value #MOST_INCIDENTS} of them training ends with the best weights so far.
 */
public final class Trainer {
    private static final int MOST_INCIDENTS = 5;
    private static final int ADAPTED_ON = 1024; // windows that a network may look at before it starts
    private static final int MEASURED_TOGETHER = 256;
    private static final double LOWEST_RATE = 0.01;
    private static final double SPIKE = 10; // interquartile ranges

    private final Network network;
    private final ParameterLayout layout;
    private final TrainingWindows windows;
    private final TrainingOptions options;
    private final RunContext context;
    private final Device device;
    private final long seed;
    private final int batch;
    private final int stepsPerEpoch;
    private final int interval;
    private final long started = System.nanoTime();

    private int[] order = new int[0];
    private int orderedEpoch = -1;
    private double secondsBefore;
    private Checkpoint good;
    private final List<Double> recent = new ArrayList<>(); // losses since the last measurement
    private double[] columns = new double[0]; // summed losses of the last batch, a column each

    private Trainer(Network network, TrainingWindows windows, TrainingOptions options, RunContext context) {
        this.network = network;
        this.layout = network.layout();
        this.windows = windows;
        this.options = options;
        this.context = context;
        this.device = context.device();
        RandomGenerator seeds = context.random("training-" + network.name());
        this.seed = seeds.nextLong();
        this.batch = Math.min(options.batch(), windows.trainCount());
        this.stepsPerEpoch = windows.trainCount() / batch;
        this.interval = (options.steps() + options.evaluations() - 1) / options.evaluations();
        float[] initial = layout.initial(seeds);
        int[] first = TrainingWindows.spread(windows.trainCount(), ADAPTED_ON);
        TorchRuntime.compute(() -> {
            network.adapt(initial, trainWindows(first, 0, first.length));
            return true;
        });
        float[] zeros = new float[initial.length];
        this.good = new Checkpoint(
                0,
                new Optimizer.State(0, initial, zeros, zeros, initial),
                initial,
                0,
                Double.POSITIVE_INFINITY,
                0,
                1,
                Double.NaN,
                Double.NaN,
                0,
                List.of());
    }

    /**
     * Trains a network.
     *
     * @throws io.vigie.detect.OptionException if libtorch or the context's device is not there
     * @throws java.util.concurrent.CancellationException if the context was cancelled; the last checkpoint stays
     * @throws BadInputException if the context's folder holds a checkpoint of another training of this name and seed
     */
    public static Trained train(Network network, TrainingWindows windows, TrainingOptions options, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        Trainer trainer = new Trainer(network, windows, options, context);
        try (Workers workers = new Workers(context.threads())) {
            return TorchRuntime.compute(() -> trainer.run(workers));
        }
    }

    private Trained run(Workers workers) {
        @Nullable Path file = checkpointFile();
        String identity = identity();
        if (file != null && Files.exists(file)) {
            good = Checkpoint.load(file, identity, layout.size());
            secondsBefore = good.seconds();
        }
        Optimizer optimizer =
                new Optimizer(layout, options, device, good.optimizer().weights());
        optimizer.restore(good.optimizer());
        Parameters leaves = Parameters.of(layout, optimizer.weights(), true);
        Parameters averaged = Parameters.of(layout, optimizer.average(), false);
        Tensor[] gradients = new Tensor[(batch + options.part() - 1) / options.part()];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = optimizer.weights().clone();
        }
        String ending = "all planned steps were made";
        int step = good.step();
        while (step < options.steps()) {
            context.checkCancelled();
            double progress = progress(step);
            if (progress >= 1 && step > 0) {
                ending = "the time budget was used up";
                break;
            }
            int current = step++;
            @Nullable String fault = update(workers, optimizer, leaves, gradients, current, progress);
            boolean due = step % interval == 0 || step == options.steps();
            if (fault == null && due) {
                fault = spike();
            }
            if (fault != null) {
                if (!undo(optimizer, gradients[0], step, fault)) {
                    ending = "training kept failing; the best weights so far were kept";
                    break;
                }
            } else if (due) {
                measure(workers, optimizer, averaged, step);
                if (file != null) {
                    good.save(file, windows, identity);
                }
                if (good.sinceBest() >= options.patience()) {
                    ending = "the validation loss no longer fell";
                    break;
                }
            }
        }
        if (good.step() < step && good.incidents().size() <= MOST_INCIDENTS && !recent.isEmpty()) {
            measure(workers, optimizer, averaged, step); // a time budget ends between two measurements
        }
        context.progress().report(network.name() + ": trained", 1);
        removeCheckpoint(file);
        double validationLoss = windows.validationCount() > 0 ? good.bestLoss() : Double.NaN;
        TrainingReport report =
                new TrainingReport(step, good.bestStep(), good.median(), validationLoss, ending, good.incidents());
        return new Trained(good.best(), report);
    }

    /** One step; returns what is wrong with it, or null. */
    private @Nullable String update(
            Workers workers, Optimizer optimizer, Parameters leaves, Tensor[] gradients, int step, double progress) {
        int from = order(step);
        double[][] sums = new double[gradients.length][];
        Tensor[] all = leaves.all();
        Tensor[] learned = Arrays.stream(all).filter(Tensor::requires_grad).toArray(Tensor[]::new);
        workers.run(gradients.length, part -> {
            int first = from + part * options.part();
            int last = Math.min(from + batch, first + options.part());
            sums[part] = TorchRuntime.differentiate(() -> {
                Noise noise = new Noise(mix(seed, step, part), device, progress);
                Tensor batched = Tensors.on(device, trainWindows(order, first, last));
                Tensor losses = network.losses(leaves, batched, noise);
                TensorVector found = torch.grad(new TensorVector(losses.sum()), new TensorVector(learned));
                Tensor[] flat = new Tensor[all.length];
                for (int i = 0, next = 0; i < flat.length; i++) {
                    flat[i] = all[i].requires_grad() ? found.get(next++).flatten() : all[i].new_zeros(all[i].numel());
                }
                gradients[part].copy_(torch.cat(new TensorVector(flat)));
                return Tensors.doubles(losses.detach().sum(0));
            });
        });
        columns = sums[0].clone();
        for (int part = 1; part < sums.length; part++) {
            for (int i = 0; i < columns.length; i++) {
                columns[i] += sums[part][i];
            }
        }
        double loss = Arrays.stream(columns).sum() / batch;
        boolean updated = TorchRuntime.compute(() -> {
            for (int part = 1; part < gradients.length; part++) {
                gradients[0].add_(gradients[part]);
            }
            gradients[0].div_(new Scalar((double) batch));
            return Double.isFinite(loss)
                    && Double.isFinite(optimizer.update(gradients[0], rate(progress) * good.rateScale()));
        });
        if (!updated) {
            return "the loss or its gradient was not finite";
        }
        recent.add(loss);
        if (step % 10 == 0) {
            tell(step, loss);
        }
        return null;
    }

    /** Says so if the losses since the last measurement are far above those before it. */
    private @Nullable String spike() {
        double[] sorted =
                recent.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = sorted[sorted.length / 2];
        boolean rose = median > good.median() + SPIKE * good.spread() + 1; // false at first: not a number
        return rose ? String.format(Locale.ROOT, "the loss rose from %.4g to %.4g", good.median(), median) : null;
    }

    private boolean undo(Optimizer optimizer, Tensor gradient, int step, String fault) {
        List<String> incidents = new ArrayList<>(good.incidents());
        incidents.add(String.format(
                Locale.ROOT,
                "step %d: %s (%s); went back to step %d at half the learning rate",
                step,
                fault,
                TorchRuntime.compute(() -> culprit(gradient)),
                good.step()));
        TorchRuntime.compute(() -> {
            optimizer.restore(good.optimizer());
            return true;
        });
        recent.clear();
        good = new Checkpoint(
                step,
                good.optimizer(),
                good.best(),
                good.bestStep(),
                good.bestLoss(),
                good.sinceBest(),
                good.rateScale() / 2,
                good.median(),
                good.spread(),
                good.seconds(),
                incidents);
        return incidents.size() <= MOST_INCIDENTS;
    }

    // Which parameter and which channel show it most.
    private String culprit(Tensor gradient) {
        float[] values = Tensors.floats(gradient);
        String parameter = "";
        double largest = -1;
        for (ParameterLayout.Entry entry : layout.entries()) {
            double squares = 0;
            for (int i = entry.offset(); i < entry.offset() + entry.length(); i++) {
                squares += (double) values[i] * values[i];
            }
            if (!Double.isFinite(squares)) {
                parameter = entry.name();
                break;
            }
            if (squares / entry.length() > largest) {
                largest = squares / entry.length();
                parameter = entry.name();
            }
        }
        String text = "parameter " + parameter;
        if (columns.length == windows.channels()) {
            int worst = 0;
            for (int c = 1; c < columns.length && Double.isFinite(columns[worst]); c++) {
                worst = columns[c] > columns[worst] || !Double.isFinite(columns[c]) ? c : worst;
            }
            text += ", channel '" + windows.channelName(worst) + "'";
        }
        return text;
    }

    private void measure(Workers workers, Optimizer optimizer, Parameters averaged, int step) {
        double[] sorted =
                recent.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        recent.clear();
        double median = sorted[sorted.length / 2];
        double spread = sorted[3 * sorted.length / 4] - sorted[sorted.length / 4];
        Optimizer.State state = TorchRuntime.compute(optimizer::state);
        double loss = windows.validationCount() > 0 ? validationLoss(workers, averaged) : -step; // the last is the best
        boolean better = loss < good.bestLoss();
        good = new Checkpoint(
                step,
                state,
                better ? state.average() : good.best(),
                better ? step : good.bestStep(),
                better ? loss : good.bestLoss(),
                better ? 0 : good.sinceBest() + 1,
                good.rateScale(),
                median,
                spread,
                seconds(),
                good.incidents());
    }

    private double validationLoss(Workers workers, Parameters averaged) {
        int[] numbers = windows.measured();
        double[] sums = new double[(numbers.length + MEASURED_TOGETHER - 1) / MEASURED_TOGETHER];
        workers.run(sums.length, part -> {
            int from = part * MEASURED_TOGETHER;
            int to = Math.min(numbers.length, from + MEASURED_TOGETHER);
            float[] values = new float[(to - from) * windows.channels() * windows.window()];
            windows.copyValidation(numbers, from, to, values);
            sums[part] = TorchRuntime.compute(() -> network.losses(
                            averaged, Tensors.on(device, tensor(values, to - from)), null)
                    .sum()
                    .item_double());
        });
        return Arrays.stream(sums).sum() / numbers.length;
    }

    private Tensor trainWindows(int[] numbers, int from, int to) {
        float[] values = new float[(to - from) * windows.channels() * windows.window()];
        windows.copyTrain(numbers, from, to, values);
        return tensor(values, to - from);
    }

    private Tensor tensor(float[] values, int count) {
        return Tensors.of(values, count, windows.channels(), windows.window());
    }

    /** Shuffles for the epoch of a step; returns where in the order its batch begins. */
    private int order(int step) {
        int epoch = step / stepsPerEpoch;
        if (epoch != orderedEpoch) {
            int[] shuffled = new int[windows.trainCount()];
            SplittableRandom random = new SplittableRandom(mix(seed, epoch, -1));
            for (int i = 0; i < shuffled.length; i++) {
                int other = random.nextInt(i + 1);
                shuffled[i] = shuffled[other];
                shuffled[other] = i;
            }
            order = shuffled;
            orderedEpoch = epoch;
        }
        return step % stepsPerEpoch * batch;
    }

    private static long mix(long seed, int a, int b) {
        return new SplittableRandom(seed ^ ((long) a << 32 | Integer.toUnsignedLong(b))).nextLong();
    }

    private double rate(double progress) {
        if (progress < options.warmUp()) {
            // never 0: a step without effect would be wasted
            return options.learningRate() * Math.max(progress / options.warmUp(), LOWEST_RATE);
        }
        double share = (progress - options.warmUp()) / (1 - options.warmUp());
        return options.learningRate() * (LOWEST_RATE + (1 - LOWEST_RATE) * 0.5 * (1 + Math.cos(Math.PI * share)));
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - started) / 1e9;
    }

    /** Done share of steps or, where there is a time budget and it is further on, of time. */
    private double progress(int step) {
        double share = (double) step / options.steps();
        return context.budget()
                .map(budget -> Math.max(share, seconds() / (budget.toNanos() / 1e9)))
                .orElse(share);
    }

    private void tell(int step, double loss) {
        double share = Math.max(progress(step), 1e-9);
        int left = (int) Math.ceil(seconds() * (1 - share) / share);
        context.progress()
                .report(
                        String.format(
                                Locale.ROOT,
                                "%s: epoch %d, loss %.4g, at most %d s left",
                                network.name(),
                                step / stepsPerEpoch + 1,
                                loss,
                                left),
                        Math.min(1, share));
    }

    private String identity() {
        return network.name()
                + ' '
                + layout
                + ' '
                + options
                + ' '
                + seed
                + ' '
                + windows.fingerprint()
                + ' '
                + TorchRuntime.version();
    }

    private @Nullable Path checkpointFile() {
        return context.checkpoints()
                .map(folder -> folder.resolve(network.name() + "-" + Long.toHexString(seed) + ".checkpoint"))
                .orElse(null);
    }

    private static void removeCheckpoint(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new BadInputException("checkpoint '" + file + "' cannot be removed: " + e.getMessage(), e);
            }
        }
    }
}
