package io.vigie.deep.oneclass;

import java.util.random.RandomGenerator;

/** What is planted into the channels of a window to show a network what is not normal. */
public enum OutlierKind {
    /** One to three rows far off. */
    SPIKE {
        @Override
        int rows(int window, RandomGenerator random) {
            return Math.min(window, 1 + random.nextInt(3));
        }

        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.value() + cell.size();
        }
    },
    /** Another level. */
    SHIFT {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.value() + cell.size();
        }
    },
    /** A level that goes off, row by row. */
    DRIFT {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.value() + cell.progress() * cell.size();
        }
    },
    /** Normal noise on top. */
    NOISE_BURST {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.value() + cell.size() * random.nextGaussian();
        }
    },
    /** The value of the first row is held. */
    FROZEN {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.first();
        }
    },
    /** Another value is held. */
    STUCK {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.first() + cell.size();
        }
    },
    /** The next channel of the window is read. */
    SWAPPED {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.neighbour();
        }

        @Override
        double least(double noiseFloor) {
            return ALIKE;
        }
    },
    /** The same channel of another window is read, so that it no longer goes with the other channels. */
    FOREIGN {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.elsewhere();
        }

        @Override
        double least(double noiseFloor) {
            return ALIKE;
        }
    },
    /** The rows that follow are read twice as fast: another frequency. */
    FASTER {
        @Override
        double changed(Cell cell, RandomGenerator random) {
            return cell.faster();
        }

        @Override
        double least(double noiseFloor) {
            return ALIKE;
        }
    };

    /** Root mean squared difference, in scale units, below which one normal stretch may stand for another. */
    private static final double ALIKE = 0.5;

    /**
     * A cell before it is changed.
     *
     * @param first value of the first row that is changed
     * @param neighbour value of the next channel at this row
     * @param elsewhere value of the channel at this row of another window
     * @param faster value of the channel where a reader of twice the speed would be
     * @param progress share of the rows that are changed up to this one, above 0, at most 1
     * @param size how far off, in scale units, of either sign
     */
    record Cell(
            double value,
            double first,
            double neighbour,
            double elsewhere,
            double faster,
            double progress,
            double size) {}

    /** Rows that are changed: any number unless overridden. */
    int rows(int window, RandomGenerator random) {
        return 1 + random.nextInt(window);
    }

    abstract double changed(Cell cell, RandomGenerator random);

    /** Root mean squared change below which nothing was changed that matters. */
    double least(double noiseFloor) {
        return noiseFloor;
    }
}
