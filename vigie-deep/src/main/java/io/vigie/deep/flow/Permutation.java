package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A fixed reordering: what one coupling leaves as it is, the next one changes.
 *
 * @param order dimension {@code order[i]} of the data becomes dimension i
 */
public record Permutation(List<Integer> order) implements Bijection {
    public Permutation {
        order = List.copyOf(order);
        List<Integer> sorted = new ArrayList<>(order);
        Collections.sort(sorted);
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i) != i) {
                throw new IllegalArgumentException("not a permutation: " + order);
            }
        }
    }

    /** Back to front. */
    public static Permutation reversal(int dimension) {
        List<Integer> order = new ArrayList<>();
        for (int i = dimension - 1; i >= 0; i--) {
            order.add(i);
        }
        return new Permutation(order);
    }

    /** A random order that follows from the seed. */
    public static Permutation random(int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < dimension; i++) {
            order.add(random.nextInt(i + 1), i);
        }
        return new Permutation(order);
    }

    @Override
    public int dimension() {
        return order.size();
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout();
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        long[] index = new long[order.size()];
        for (int i = 0; i < index.length; i++) {
            index[i] = order.get(i);
        }
        return reordered(data, index);
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        long[] index = new long[order.size()];
        for (int i = 0; i < index.length; i++) {
            index[order.get(i)] = i;
        }
        return reordered(latent, index);
    }

    private static Mapped reordered(Tensor values, long... index) {
        Tensor where = Tensor.create(index, index.length);
        Tensor moved = values.index_select(1, values.is_cuda() ? where.cuda() : where);
        return new Mapped(moved, torch.zeros_like(values.select(1, 0)).to(torch.ScalarType.Double));
    }
}
