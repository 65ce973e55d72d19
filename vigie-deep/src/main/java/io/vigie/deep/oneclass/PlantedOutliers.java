package io.vigie.deep.oneclass;

import io.vigie.deep.engine.Tensors;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/**
 * Plants synthetic outliers into windows: of one kind, in some of the rows, in one to a quarter of the channels.
 *
 * @param share of the windows that get one
 * @param noiseFloor least root mean squared change of a channel that counts as one, in scale units
 * @param kinds that are planted, each as often as any other
 */
public record PlantedOutliers(double share, double noiseFloor, List<OutlierKind> kinds) {
    private static final double SMALLEST = 2; // scale units
    private static final double LARGEST = 12;

    public PlantedOutliers {
        kinds = List.copyOf(kinds);
    }

    /**
     * Windows with outliers, and where they are.
     *
     * @param windows [batch, channel, time]
     * @param mask 1 where a cell was changed, 0 elsewhere; same shape
     */
    public record Planted(Tensor windows, Tensor mask) {}

    /**
     * @param windows [batch, channel, time], left as they are
     */
    public Planted into(Tensor windows, RandomGenerator random) {
        int count = (int) windows.size(0);
        int channels = (int) windows.size(1);
        int window = (int) windows.size(2);
        float[] before = Tensors.floats(windows);
        float[] after = before.clone();
        float[] mask = new float[before.length];
        for (int i = 0; i < count; i++) {
            if (random.nextDouble() >= share) {
                continue;
            }
            OutlierKind kind = kinds.get(random.nextInt(kinds.size()));
            int rows = kind.rows(window, random);
            int from = random.nextInt(window - rows + 1);
            int other = random.nextInt(count);
            int first = random.nextInt(channels);
            int changed = 1 + random.nextInt(Math.max(1, channels / 4));
            for (int k = 0; k < changed; k++) {
                int channel = (first + k) % channels;
                int at = (i * channels + channel) * window + from;
                int neighbour = (i * channels + (channel + 1) % channels) * window + from;
                int elsewhere = (other * channels + channel) * window + from;
                double size = SMALLEST * Math.pow(LARGEST / SMALLEST, random.nextDouble());
                double signed = random.nextBoolean() ? size : -size;
                double squares = 0;
                for (int row = 0; row < rows; row++) {
                    OutlierKind.Cell cell = new OutlierKind.Cell(
                            before[at + row],
                            before[at],
                            before[neighbour + row],
                            before[elsewhere + row],
                            before[at - from + there(from, row, window)],
                            (row + 1.0) / rows,
                            signed);
                    after[at + row] = (float) kind.changed(cell, random);
                    double change = after[at + row] - before[at + row];
                    squares += change * change;
                }
                boolean counts = Math.sqrt(squares / rows) >= kind.least(noiseFloor);
                for (int row = 0; row < rows; row++) {
                    mask[at + row] = counts ? 1 : 0;
                    after[at + row] = counts ? after[at + row] : before[at + row];
                }
            }
        }
        long[] shape = windows.shape();
        return new Planted(Tensors.like(windows, after, shape), Tensors.like(windows, mask, shape));
    }

    /** Row that is read twice as fast from the first changed one on, turning round at the end of the window. */
    private static int there(int from, int row, int window) {
        int ahead = from + 2 * row;
        int turned = ahead % (2 * window);
        return turned < window ? turned : 2 * window - 1 - turned;
    }
}
