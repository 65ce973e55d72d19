package io.vigie.detect.classic;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The trees of an isolation forest in flat arrays: children of a node are neighbours, so a descent is one compare and one
 * add a level. A cut sends {@code x} right where the sum of {@code weight * (x[feature] - point)} over its terms is
 * positive; an axis-parallel cut has one term of weight 1.
 */
final class IsolationTrees {
    private static final double EULER = 0.5772156649015329;

    /** One tree while it grows, and in its final form. */
    static final class Tree {
        private final int terms;
        private int count;
        private int[] child; // left child, 0 for a leaf
        private int[] size;
        private int[] feature; // node * terms + term, -1 where unused
        private double[] weight;
        private double[] point;

        private Tree(int sample, int terms) {
            int capacity = Math.max(1, 2 * sample - 1);
            this.terms = terms;
            child = new int[capacity];
            size = new int[capacity];
            feature = new int[capacity * terms];
            Arrays.fill(feature, -1);
            weight = new double[capacity * terms];
            point = new double[capacity * terms];
        }
    }

    private final int sample;
    private final int terms;
    private final int maxDepth;
    private final int[] roots;
    private final int[] child;
    private final int[] size;
    private final int[] feature;
    private final double[] weight;
    private final double[] point;
    private final double[] length; // path length a row gains by ending here
    private final double[] quickness; // 2^(-length / c(sample)): how much a tree that ends here has to say
    private final double[] bits; // log2(size of parent / size of node): what the cut above told
    private final int[] creditStart;
    private final int[] creditFeature;
    private final double[] credit;

    private IsolationTrees(
            int sample,
            int terms,
            int[] roots,
            int[] child,
            int[] size,
            int[] feature,
            double[] weight,
            double[] point) {
        this.sample = sample;
        this.terms = terms;
        this.maxDepth = heightLimit(sample);
        this.roots = roots;
        this.child = child;
        this.size = size;
        this.feature = feature;
        this.weight = weight;
        this.point = point;
        this.length = new double[child.length];
        this.quickness = new double[child.length];
        this.bits = new double[child.length];
        for (int root : roots) {
            settle(root, 0);
        }
        // A leaf of axis-parallel cuts gives the same credits to every row that ends in it: listed once, added often.
        this.creditStart = new int[child.length + 1];
        this.creditFeature = new int[terms == 1 ? child.length * maxDepth : 0];
        this.credit = new double[creditFeature.length];
        if (terms == 1) {
            int end = 0;
            int[] parent = parents();
            for (int node = 0; node < child.length; node++) {
                creditStart[node] = end;
                for (int at = node; child[node] == 0 && parent[at] >= 0; at = parent[at]) {
                    creditFeature[end] = feature[parent[at]];
                    credit[end++] = quickness[node] * bits[at];
                }
            }
            creditStart[child.length] = end;
        }
    }

    private int[] parents() {
        int[] parent = new int[child.length];
        Arrays.fill(parent, -1);
        for (int node = 0; node < child.length; node++) {
            if (child[node] != 0) {
                parent[child[node]] = node;
                parent[child[node] + 1] = node;
            }
        }
        return parent;
    }

    private void settle(int node, int depth) {
        if (child[node] == 0) {
            length[node] = depth + averagePath(size[node]);
            quickness[node] = sample <= 1 ? 1 : Math.pow(2, -length[node] / averagePath(sample));
            return;
        }
        for (int next = child[node]; next <= child[node] + 1; next++) {
            bits[next] = Math.log((double) size[node] / size[next]) / Math.log(2);
            settle(next, depth + 1);
        }
    }

    /** Average path length of an unsuccessful search in a binary search tree of n keys: c(n), equation 1 of Liu 2008. */
    static double averagePath(int n) {
        if (n <= 1) {
            return 0;
        }
        return n == 2 ? 1 : 2 * (Math.log(n - 1.0) + EULER) - 2 * (n - 1.0) / n;
    }

    private static int heightLimit(int sample) {
        return sample <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(sample - 1);
    }

    /**
     * Grows one tree.
     *
     * @param data rows of {@code features} values each
     * @param rows number of rows
     * @param terms terms of a cut
     */
    static Tree grow(double[] data, int rows, int features, int terms, RandomGenerator random) {
        Tree tree = new Tree(rows, terms);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        int[] candidates = new int[features];
        for (int f = 0; f < features; f++) {
            candidates[f] = f;
        }
        tree.count = 1;
        grow(tree, 0, data, features, order, 0, rows, heightLimit(rows), candidates, random);
        return tree;
    }

    private static void grow(
            Tree tree,
            int node,
            double[] data,
            int features,
            int[] order,
            int from,
            int to,
            int depthLeft,
            int[] candidates,
            RandomGenerator random) {
        tree.size[node] = to - from;
        if (depthLeft == 0 || to - from <= 1) {
            return;
        }
        int terms = 0;
        // Features that do not vary within the node cannot cut it: draw without replacement until enough vary.
        for (int drawn = 0; drawn < features && terms < tree.terms; drawn++) {
            int pick = drawn + random.nextInt(features - drawn);
            int f = candidates[pick];
            candidates[pick] = candidates[drawn];
            candidates[drawn] = f;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                double value = data[order[i] * features + f];
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            if (high > low) {
                int slot = node * tree.terms + terms++;
                tree.feature[slot] = f;
                tree.weight[slot] = tree.terms == 1 ? 1 : random.nextGaussian();
                double cut = low + (high - low) * random.nextDouble();
                tree.point[slot] = cut < high ? cut : low;
            }
        }
        int middle = terms == 0 ? from : partition(tree, node, data, features, order, from, to);
        if (middle == from || middle == to) {
            // All rows are equal, or a slanted cut passed beside them: this node stays a leaf.
            Arrays.fill(tree.feature, node * tree.terms, (node + 1) * tree.terms, -1);
            return;
        }
        int left = tree.count;
        tree.count += 2;
        tree.child[node] = left;
        grow(tree, left, data, features, order, from, middle, depthLeft - 1, candidates, random);
        grow(tree, left + 1, data, features, order, middle, to, depthLeft - 1, candidates, random);
    }

    private static int partition(Tree tree, int node, double[] data, int features, int[] order, int from, int to) {
        int middle = from;
        for (int i = from; i < to; i++) {
            if (side(tree.feature, tree.weight, tree.point, tree.terms, node, data, order[i] * features) <= 0) {
                int swapped = order[i];
                order[i] = order[middle];
                order[middle++] = swapped;
            }
        }
        return middle;
    }

    private static double side(
            int[] feature, double[] weight, double[] point, int terms, int node, double[] data, int base) {
        double side = 0;
        for (int slot = node * terms; slot < (node + 1) * terms && feature[slot] >= 0; slot++) {
            side += weight[slot] * (data[base + feature[slot]] - point[slot]);
        }
        return side;
    }

    /** Joins trees grown on samples of one size. */
    static IsolationTrees of(Tree[] trees, int sample, int terms) {
        int total = 0;
        for (Tree tree : trees) {
            total += tree.count;
        }
        int[] roots = new int[trees.length];
        int[] child = new int[total];
        int[] size = new int[total];
        int[] feature = new int[total * terms];
        double[] weight = new double[total * terms];
        double[] point = new double[total * terms];
        int at = 0;
        for (int t = 0; t < trees.length; t++) {
            Tree tree = trees[t];
            roots[t] = at;
            for (int i = 0; i < tree.count; i++) {
                child[at + i] = tree.child[i] == 0 ? 0 : at + tree.child[i];
            }
            System.arraycopy(tree.size, 0, size, at, tree.count);
            System.arraycopy(tree.feature, 0, feature, at * terms, tree.count * terms);
            System.arraycopy(tree.weight, 0, weight, at * terms, tree.count * terms);
            System.arraycopy(tree.point, 0, point, at * terms, tree.count * terms);
            at += tree.count;
        }
        return new IsolationTrees(sample, terms, roots, child, size, feature, weight, point);
    }

    /**
     * Scores {@code count} rows of {@code data} that start at {@code start, start + stride, ...}.
     *
     * @param scores receives {@code 2^(-mean path / c(sample))} for each row
     * @param credits receives each row's credits per channel, row-major; a feature counts for channel
     *     {@code feature % channels}
     */
    void score(double[] data, int start, int stride, int count, int channels, double[] scores, double[] credits) {
        Arrays.fill(scores, 0, count, 0);
        Arrays.fill(credits, 0, count * channels, 0);
        for (int root : roots) {
            if (terms == 1) {
                descendAxes(root, data, start, stride, count, channels, scores, credits);
            } else {
                descendPlanes(root, data, start, stride, count, channels, scores, credits);
            }
        }
        double normal = averagePath(sample);
        for (int i = 0; i < count; i++) {
            scores[i] = normal == 0 ? 0.5 : Math.pow(2, -scores[i] / roots.length / normal);
        }
    }

    private void descendAxes(
            int root,
            double[] data,
            int start,
            int stride,
            int count,
            int channels,
            double[] scores,
            double[] credits) {
        for (int i = 0; i < count; i++) {
            int base = start + i * stride;
            int node = root;
            for (int next = child[node]; next != 0; next = child[node]) {
                node = data[base + feature[node]] > point[node] ? next + 1 : next;
            }
            scores[i] += length[node];
            int target = i * channels;
            for (int k = creditStart[node]; k < creditStart[node + 1]; k++) {
                credits[target + creditFeature[k] % channels] += credit[k];
            }
        }
    }

    private void descendPlanes(
            int root,
            double[] data,
            int start,
            int stride,
            int count,
            int channels,
            double[] scores,
            double[] credits) {
        int[] path = new int[maxDepth + 1];
        for (int i = 0; i < count; i++) {
            int base = start + i * stride;
            int node = root;
            int depth = 0;
            while (child[node] != 0) {
                path[depth++] = node;
                node = child[node] + (side(feature, weight, point, terms, node, data, base) > 0 ? 1 : 0);
            }
            path[depth] = node;
            scores[i] += length[node];
            for (int step = 0; step < depth; step++) {
                double amount = quickness[node] * bits[path[step + 1]];
                credit(path[step], amount, data, base, channels, credits, i * channels);
            }
        }
    }

    private void credit(int node, double amount, double[] data, int base, int channels, double[] credits, int target) {
        double sum = 0;
        for (int slot = node * terms; slot < (node + 1) * terms && feature[slot] >= 0; slot++) {
            sum += Math.abs(weight[slot] * (data[base + feature[slot]] - point[slot]));
        }
        for (int slot = node * terms; sum > 0 && slot < (node + 1) * terms && feature[slot] >= 0; slot++) {
            double part = Math.abs(weight[slot] * (data[base + feature[slot]] - point[slot]));
            credits[target + feature[slot] % channels] += amount * part / sum;
        }
    }

    void write(ModelWriter out) {
        out.integer("sample", sample);
        out.integer("terms", terms);
        out.tensor("roots", roots, roots.length);
        out.tensor("child", child, child.length);
        out.tensor("size", size, size.length);
        out.tensor("feature", feature, child.length, terms);
        out.tensor("weight", weight, child.length, terms);
        out.tensor("point", point, child.length, terms);
    }

    /** Reads what {@link #write} wrote; a descent through damaged links would never end, so links are checked. */
    static IsolationTrees read(ModelReader in, int features) {
        int sample = in.integer("sample", 1, Integer.MAX_VALUE);
        int terms = in.integer("terms", 1, features);
        int[] roots = in.ints("roots", in.shape("roots"));
        int[] shape = in.shape("child");
        int[] child = in.ints("child", shape);
        int nodes = child.length;
        int[] size = in.ints("size", nodes);
        int[] feature = in.ints("feature", nodes, terms);
        double[] weight = in.doubles("weight", nodes, terms);
        double[] point = in.doubles("point", nodes, terms);
        if (roots.length == 0) {
            throw new ModelFormatException("an isolation forest has no trees; the model file is damaged");
        }
        for (int t = 0; t < roots.length; t++) {
            int end = t + 1 < roots.length ? roots[t + 1] : nodes;
            if (roots[t] < 0 || roots[t] >= end || end > nodes) {
                throw new ModelFormatException("tree " + t + " of the isolation forest starts at node " + roots[t]
                        + " of " + nodes + "; the model file is damaged");
            }
            checkLinks(t, roots[t], end, heightLimit(sample), child, size, feature, terms, features);
        }
        return new IsolationTrees(sample, terms, roots, child, size, feature, weight, point);
    }

    private static void checkLinks(
            int tree, int root, int end, int limit, int[] child, int[] size, int[] feature, int terms, int features) {
        int[] depth = new int[end - root];
        for (int node = root; node < end; node++) {
            boolean inner = child[node] != 0;
            boolean linked = !inner
                    || (child[node] > node
                            && child[node] < end - 1
                            && depth[node - root] < limit
                            && feature[node * terms] >= 0);
            boolean named = true;
            for (int slot = node * terms; slot < (node + 1) * terms; slot++) {
                named &= feature[slot] >= -1 && feature[slot] < features;
            }
            if (!linked || !named || size[node] < 1) {
                throw new ModelFormatException("node " + node + " of tree " + tree
                        + " of the isolation forest is damaged; copy the model again");
            }
            if (inner) {
                depth[child[node] - root] = depth[node - root] + 1;
                depth[child[node] + 1 - root] = depth[node - root] + 1;
            }
        }
    }
}
