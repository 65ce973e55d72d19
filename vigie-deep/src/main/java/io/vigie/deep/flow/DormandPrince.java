package io.vigie.deep.flow;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Solves ordinary differential equations from time 0 to 1 by the pair of orders 5 and 4 of Dormand and Prince, A family of
 * embedded Runge-Kutta formulae, Journal of Computational and Applied Mathematics 6, 1980; the step control is that of
 * Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, II.4.
 *
 * <p>The rows of a batch are equations of their own: each has its own time and its own steps, and rows that have arrived
 * leave the batch. So what is found for a row does not depend on the rows beside it, as it would with a step size for the
 * batch, but for the last bits of a product of matrices.
 *
 * @param tolerance of the error of a step, for each value: absolute, and relative to the value where that is above 1. A step
 *     is never shorter than {@value #LEAST_STEP}, whatever its error
 */
public record DormandPrince(double tolerance) {
    static final double LEAST_STEP = 1.0 / 512;

    private static final double FIRST_STEP = 0.05;
    private static final double SAFETY = 0.9;
    private static final double MOST_SHRINK = 0.2;
    private static final double MOST_GROWTH = 5;
    private static final double[] TIMES = {0, 0.2, 0.3, 0.8, 8 / 9.0, 1, 1};
    private static final double[][] STAGES = {
        {},
        {0.2},
        {3 / 40.0, 9 / 40.0},
        {44 / 45.0, -56 / 15.0, 32 / 9.0},
        {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
        {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
        {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0} // the result of order 5
    };
    private static final double[] ERROR = {
        71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0
    }; // order 5 less order 4

    /** Where states go. */
    @FunctionalInterface
    public interface Slope {
        /**
         * @param states [row, value]
         * @param context of each row's time
         * @return [row, value]
         */
        Tensor at(Tensor states, Tensor context);

        /**
         * What {@link #at} is told of times: the times unless overridden. Asked for all stages of a step together, as what
         * depends on the time alone need not be computed stage by stage.
         *
         * @param times [row, 1]
         * @return [row, anything]
         */
        default Tensor context(Tensor times) {
            return times;
        }

        /**
         * Whether slopes are asked of all rows as long as one is under way, for slopes that are told something beside each;
         * only of those unless overridden. Rows that have arrived stay where they are.
         */
        default boolean needsAllRows() {
            return false;
        }
    }

    /**
     * Where the rows are at time 1.
     *
     * @param states [row, value]
     * @param evaluations of the slope, for each row
     * @param inexact rows that took a shortest step of too large an error
     */
    public record Solved(Tensor states, int[] evaluations, int inexact) {}

    /**
     * Solves for each row.
     *
     * @param start states at time 0, [row, value]
     */
    public Solved solve(Slope slope, Tensor start) {
        int count = Math.toIntExact(start.size(0));
        int[] evaluations = new int[count];
        boolean[] inexact = new boolean[count];
        List<Tensor> arrived = new ArrayList<>();
        int[] place = new int[count]; // of a row among those that have arrived
        int places = 0;
        Rows rows = new Rows(slope, start);
        while (rows.numbers.length > 0) {
            boolean[] before = rows.arrived();
            boolean[] done = rows.advance();
            for (int i = 0; i < done.length; i++) {
                evaluations[rows.numbers[i]] = before[i] ? evaluations[rows.numbers[i]] : rows.evaluations;
                inexact[rows.numbers[i]] |= rows.inexact[i];
            }
            int[] leaving = where(done, true);
            if (leaving.length > 0 && (leaving.length == done.length || !slope.needsAllRows())) {
                for (int i : leaving) {
                    place[rows.numbers[i]] = places++;
                }
                arrived.add(Tensors.rows(rows.states, leaving));
                rows.keep(where(done, false));
            }
        }
        Tensor all = torch.cat(new TensorVector(arrived.toArray(Tensor[]::new)), 0);
        int failed = (int) IntStream.range(0, count).filter(i -> inexact[i]).count();
        return new Solved(Tensors.rows(all, place), evaluations, failed);
    }

    private static int[] where(boolean[] values, boolean wanted) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == wanted)
                .toArray();
    }

    /** The rows that are still under way. */
    private final class Rows {
        private final Slope slope;
        private int[] numbers;
        private double[] times;
        private double[] steps; // to be tried next
        private boolean[] refused; // whether the last step was
        private boolean[] inexact;
        private Tensor states;
        private Tensor slopes;
        private int evaluations = 1; // the same for all that are still here

        private Rows(Slope slope, Tensor start) {
            int count = Math.toIntExact(start.size(0));
            this.slope = slope;
            this.numbers = IntStream.range(0, count).toArray();
            this.times = new double[count];
            this.steps = new double[count];
            Arrays.fill(steps, FIRST_STEP);
            this.refused = new boolean[count];
            this.inexact = new boolean[count];
            this.states = start.clone();
            this.slopes = slope.at(start, slope.context(column(times))).clone();
        }

        private Tensor column(double... values) {
            float[] narrowed = new float[values.length];
            for (int i = 0; i < narrowed.length; i++) {
                narrowed[i] = (float) values[i];
            }
            return Tensors.like(states, narrowed, narrowed.length, 1);
        }

        /** Tries a step of each row; tells which are at time 1 then. */
        private boolean[] advance() {
            for (int i = 0; i < steps.length; i++) {
                steps[i] = Math.min(steps[i], 1 - times[i]);
            }
            // a scope of its own, or the stages of all steps would be held until the whole computation ends
            return TorchRuntime.compute(() -> {
                Tensor lengths = column(steps);
                Tensor[] stages = new Tensor[STAGES.length];
                stages[0] = slopes;
                Tensor contexts = slope.context(column(timesOfStages()));
                Tensor reached = states;
                for (int stage = 1; stage < STAGES.length; stage++) {
                    reached = states.addcmul(lengths, weighted(stages, STAGES[stage]));
                    stages[stage] =
                            slope.at(reached, contexts.narrow(0, (long) (stage - 1) * numbers.length, numbers.length));
                }
                evaluations += STAGES.length - 1;
                Tensor scale = Tensors.times(Tensors.plus(torch.maximum(states.abs(), reached.abs()), 1), tolerance);
                Tensor worst =
                        weighted(stages, ERROR).mul(lengths).abs().div(scale).amax(new long[] {1}, false);
                boolean[] done = new boolean[numbers.length];
                Tensor taken = column(control(Tensors.doubles(worst), done)).gt(new Scalar(0.5));
                states.copy_(torch.where(taken, reached, states));
                slopes.copy_(torch.where(taken, stages[STAGES.length - 1], slopes));
                return done;
            });
        }

        /** Of all stages but the first, one after the other. */
        private double[] timesOfStages() {
            int count = times.length;
            double[] all = new double[(TIMES.length - 1) * count];
            for (int stage = 1; stage < TIMES.length; stage++) {
                for (int i = 0; i < count; i++) {
                    all[(stage - 1) * count + i] = times[i] + TIMES[stage] * steps[i];
                }
            }
            return all;
        }

        /** Sets times and next steps by the errors, in units of what is tolerated; 1 for each row whose step is taken. */
        private double[] control(double[] errors, boolean[] done) {
            double[] taken = new double[errors.length];
            for (int i = 0; i < errors.length; i++) {
                boolean exact = errors[i] <= 1; // false for what is not a number
                boolean take = exact || steps[i] <= LEAST_STEP;
                double factor = errors[i] >= 0 ? SAFETY * Math.pow(errors[i], -0.2) : MOST_SHRINK;
                factor = Math.max(MOST_SHRINK, Math.min(refused[i] ? 1 : MOST_GROWTH, factor));
                if (take) {
                    taken[i] = 1;
                    done[i] = steps[i] >= 1 - times[i];
                    times[i] = done[i] ? 1 : times[i] + steps[i];
                    inexact[i] |= !exact;
                }
                refused[i] = !take;
                steps[i] = Math.max(LEAST_STEP, factor * steps[i]);
            }
            return taken;
        }

        private boolean[] arrived() {
            boolean[] arrived = new boolean[times.length];
            for (int i = 0; i < arrived.length; i++) {
                arrived[i] = times[i] >= 1;
            }
            return arrived;
        }

        private void keep(int... staying) {
            numbers = IntStream.of(staying).map(i -> numbers[i]).toArray();
            times = IntStream.of(staying).mapToDouble(i -> times[i]).toArray();
            steps = IntStream.of(staying).mapToDouble(i -> steps[i]).toArray();
            boolean[] refusedBefore = refused;
            boolean[] inexactBefore = inexact;
            refused = new boolean[staying.length];
            inexact = new boolean[staying.length];
            for (int i = 0; i < staying.length; i++) {
                refused[i] = refusedBefore[staying[i]];
                inexact[i] = inexactBefore[staying[i]];
            }
            states = Tensors.rows(states, staying);
            slopes = Tensors.rows(slopes, staying);
        }
    }

    private static Tensor weighted(Tensor[] stages, double... weights) {
        Tensor sum = Tensors.times(stages[0], weights[0]);
        for (int i = 1; i < weights.length; i++) {
            if (weights[i] != 0) {
                sum.add_(stages[i], new Scalar(weights[i]));
            }
        }
        return sum;
    }
}
