package io.vigie.deep.flow;

import io.vigie.deep.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Which column each row is paired with so that the summed cost is least: shortest augmenting paths with potentials (Jonker
 * and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems, Computing 38, 1987,
 * without its heuristics for a beginning). Exact, O(size^3).
 */
public final class Assignment {
    static final int PAIRED = 64; // rows that are paired with one another

    private final int size;
    private final float[] costs; // [row][column]
    private final double[] rowPotential;
    private final double[] columnPotential;
    private final int[] rowOf; // the row a column is paired with, -1 where none is yet

    private Assignment(int size, float[] costs) {
        this.size = size;
        this.costs = costs;
        this.rowPotential = new double[size];
        this.columnPotential = new double[size];
        this.rowOf = new int[size];
        Arrays.fill(rowOf, -1);
    }

    /**
     * The column of each row.
     *
     * @param costs [row][column], finite
     */
    static int[] cheapest(int size, float... costs) {
        if (costs.length != size * size) {
            throw new IllegalArgumentException(costs.length + " costs for " + size + " rows and as many columns");
        }
        Assignment assignment = new Assignment(size, costs);
        for (int row = 0; row < size; row++) {
            assignment.add(row);
        }
        int[] columns = new int[size];
        for (int column = 0; column < size; column++) {
            columns[assignment.rowOf[column]] = column;
        }
        return columns;
    }

    /**
     * The rows of {@code base} in the order that makes the squared distances to the rows of {@code data} least in all, among
     * {@value #PAIRED} consecutive rows at a time.
     *
     * @param data [row, dimension]
     * @param base same shape
     */
    public static Tensor paired(Tensor data, Tensor base) {
        int count = Math.toIntExact(data.size(0));
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < count; from += PAIRED) {
            int size = Math.min(PAIRED, count - from);
            Tensor candidates = base.narrow(0, from, size);
            // squared distances but for what any pairing adds up to
            Tensor costs =
                    torch.matmul(data.narrow(0, from, size), candidates.t()).neg();
            parts.add(Tensors.rows(candidates, cheapest(size, Tensors.floats(costs))));
        }
        return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
    }

    /** Pairs one more row, along the path of least reduced cost from it to a free column. */
    private void add(int first) {
        double[] distance = new double[size];
        int[] previous = new int[size]; // column before a column on the path, -1 for the first
        boolean[] reached = new boolean[size];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int row = first;
        int from = -1;
        double travelled = 0;
        int free = -1;
        while (free < 0) {
            int nearest = -1;
            for (int column = 0; column < size; column++) {
                if (reached[column]) {
                    continue;
                }
                double through = travelled + costs[row * size + column] - rowPotential[row] - columnPotential[column];
                if (through < distance[column]) {
                    distance[column] = through;
                    previous[column] = from;
                }
                if (nearest < 0 || distance[column] < distance[nearest]) {
                    nearest = column;
                }
            }
            reached[nearest] = true;
            travelled = distance[nearest];
            from = nearest;
            row = rowOf[nearest];
            free = row < 0 ? nearest : -1;
        }
        rowPotential[first] += travelled;
        for (int column = 0; column < size; column++) {
            if (reached[column] && column != free) {
                double shift = travelled - distance[column];
                rowPotential[rowOf[column]] += shift;
                columnPotential[column] -= shift;
            }
        }
        int column = free;
        while (previous[column] >= 0) {
            rowOf[column] = rowOf[previous[column]];
            column = previous[column];
        }
        rowOf[column] = first;
    }
}
