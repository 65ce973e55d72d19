package io.vigie.detect.internal;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Mean of the last (up to) {@code window} values, one push at a time, O(1) amortised. Sums are put together from the
 * suffix sums of the last full block of {@code window} values and the prefix sum of the open block (van Herk 1992):
 * nothing is ever subtracted, so a large value leaves no trace once it is out of the window.
 */
final class TrailingMean {
    private final int window;
    private final double[] block; // values of the open block
    private final double[] suffix; // suffix[p]: sum of the full block's values p..window-1; suffix[window] is 0
    private double prefix;
    private int position; // values in the open block
    private boolean full; // a block has been filled

    TrailingMean(int window) {
        this.window = window;
        this.block = new double[window];
        this.suffix = new double[window + 1];
    }

    double push(double value) {
        if (window == 1) {
            return value;
        }
        block[position] = value;
        prefix = position == 0 ? value : prefix + value;
        position++;
        double mean = full ? (suffix[position] + prefix) / window : prefix / position;
        if (position == window) {
            double sum = 0;
            for (int p = window - 1; p >= 0; p--) {
                sum += block[p];
                suffix[p] = sum;
            }
            position = 0;
            full = true;
        }
        return mean;
    }

    void write(ModelWriter out) {
        out.integer("position", position);
        out.flag("full", full);
        out.number("prefix", prefix);
        out.tensor("block", block, window);
        out.tensor("suffix", suffix, window + 1);
    }

    void read(ModelReader in) {
        position = in.integer("position", 0, window - 1);
        full = in.flag("full");
        prefix = in.number("prefix");
        System.arraycopy(in.doubles("block", window), 0, block, 0, window);
        System.arraycopy(in.doubles("suffix", window + 1), 0, suffix, 0, window + 1);
    }
}
