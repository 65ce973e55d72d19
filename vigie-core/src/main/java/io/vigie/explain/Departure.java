package io.vigie.explain;

/**
 * How one channel departs from its expectation over an episode.
 *
 * @param offset index of the largest departure within the episode, on the side of the direction where it has one; 0 where
 *     nothing can be compared
 * @param largest absolute departure in units of spread, on either side; NaN where nothing can be compared
 * @param scatter root mean square departure in units of spread; NaN where nothing can be compared
 * @param excess sum over the rows of what departs by more than one spread
 */
record Departure(int offset, double largest, double scatter, double excess, Direction direction) {
    /** Share of an episode's rows that makes a channel frozen or silent. */
    private static final double UNHEALTHY_SHARE = 0.4;

    /** Departures in units of spread that give a direction to a single value. */
    private static final double NOTABLE = 2;

    /** Share of the squared departures beyond one spread on one side that makes the direction. */
    private static final double ONE_SIDED = 0.85;

    /** Share of notable rows on the other side that a direction bears. */
    private static final double OTHER_SIDE_SHARE = 0.05;

    private static final int FEWEST_FOR_NOISE = 8;
    private static final double NOISIER_BY = 1.7;

    /** Noise forgets its last value; a changed course does not. */
    private static final double NOISE_AUTOCORRELATION = 0.5;

    /** Departures are limited to this many spreads, so that a channel without any spread stays comparable. */
    private static final double MOST = 1e6;

    static Departure of(double[] actual, double[] expected, double[] spread, double frozenShare, double silentShare) {
        int rows = actual.length;
        double[] departures = new double[rows];
        int peak = -1;
        int compared = 0;
        double squares = 0;
        double excess = 0;
        for (int i = 0; i < rows; i++) {
            double departure = inSpreads(actual[i], expected[i], spread[i]);
            departures[i] = departure;
            if (Double.isNaN(departure)) {
                continue;
            }
            compared++;
            squares += departure * departure;
            excess += Math.max(0, Math.abs(departure) - 1);
            if (peak < 0 || Math.abs(departure) > Math.abs(departures[peak])) {
                peak = i;
            }
        }
        double largest = peak < 0 ? Double.NaN : Math.abs(departures[peak]);
        double scatter = compared == 0 ? Double.NaN : Math.sqrt(squares / compared);
        Direction direction;
        if (silentShare >= UNHEALTHY_SHARE) {
            direction = Direction.SILENT;
        } else if (frozenShare >= UNHEALTHY_SHARE) {
            direction = Direction.FROZEN;
        } else {
            direction = peak < 0 ? Direction.SHAPE : course(departures, largest, scatter, compared);
        }
        if (direction == Direction.ABOVE || direction == Direction.BELOW) {
            // A single row further out on the other side is not what is told.
            int side = direction == Direction.ABOVE ? 1 : -1;
            for (int i = 0; i < rows; i++) {
                if (side * departures[i] > side * departures[peak]) {
                    peak = i;
                }
            }
        }
        return new Departure(Math.max(peak, 0), largest, scatter, excess, direction);
    }

    private static double inSpreads(double actual, double expected, double spread) {
        double difference = actual - expected;
        if (Double.isNaN(difference) || Double.isNaN(spread)) {
            return Double.NaN;
        }
        double smallest = 1e-12 * Math.max(Math.abs(expected), 1e-3);
        return Math.max(-MOST, Math.min(MOST, difference / Math.max(spread, smallest)));
    }

    private static Direction course(double[] departures, double largest, double scatter, int compared) {
        double above = 0;
        double both = 0;
        int highRows = 0;
        int lowRows = 0;
        for (double departure : departures) {
            if (Math.abs(departure) >= 1) {
                above += departure > 0 ? departure * departure : 0;
                both += departure * departure;
            }
            highRows += departure >= NOTABLE ? 1 : 0;
            lowRows += departure <= -NOTABLE ? 1 : 0;
        }
        // normal rows beside a shift pass two spreads on the other side now and then, noise does so often
        boolean oneSided =
                largest >= NOTABLE && Math.min(highRows, lowRows) <= Math.max(1, OTHER_SIDE_SHARE * compared);
        if (oneSided && above >= ONE_SIDED * both) {
            return Direction.ABOVE;
        }
        if (oneSided && above <= (1 - ONE_SIDED) * both) {
            return Direction.BELOW;
        }
        boolean noisier = compared >= FEWEST_FOR_NOISE
                && scatter >= NOISIER_BY
                && autocorrelation(departures) < NOISE_AUTOCORRELATION;
        return noisier ? Direction.NOISIER : Direction.SHAPE;
    }

    /** Of neighbouring rows, about the mean; NaN rows are left out. */
    private static double autocorrelation(double[] values) {
        double sum = 0;
        int count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        double mean = sum / count;
        double products = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                continue;
            }
            squares += (values[i] - mean) * (values[i] - mean);
            if (i > 0 && !Double.isNaN(values[i - 1])) {
                products += (values[i] - mean) * (values[i - 1] - mean);
            }
        }
        return squares > 0 ? products / squares : 1;
    }
}
