package io.vigie.evaluate;

/** The normal rows around labelled segments. */
final class NearRows {
    private NearRows() {}

    interface Visitor {
        void at(int row, int nearest, int secondNearest);
    }

    /** Every normal row within reach of a segment, with the distances to its nearest and second-nearest segment. */
    static void visit(GroundTruth truth, int maxReach, Visitor visitor) {
        int segments = truth.segments.count;
        for (int gap = 0; gap <= segments; gap++) {
            int from = gap == 0 ? 0 : truth.segments.last[gap - 1] + 1;
            int to = gap == segments ? truth.rows : truth.segments.first[gap];
            int nearLeftTo = gap == 0 ? from : (int) Math.min(to, (long) from + maxReach);
            int nearRightFrom = gap == segments ? to : Math.max(nearLeftTo, to - maxReach);
            visit(truth.segments, gap, from, nearLeftTo, visitor);
            visit(truth.segments, gap, nearRightFrom, to, visitor);
        }
    }

    private static void visit(Runs segments, int gap, int from, int to, Visitor visitor) {
        for (int row = from; row < to; row++) {
            int left = distanceBehind(segments, gap - 1, row);
            int right = distanceBefore(segments, gap, row);
            if (left <= right) {
                visitor.at(row, left, Math.min(distanceBehind(segments, gap - 2, row), right));
            } else {
                visitor.at(row, right, Math.min(left, distanceBefore(segments, gap + 1, row)));
            }
        }
    }

    private static int distanceBehind(Runs segments, int segment, int row) {
        return segment < 0 ? Integer.MAX_VALUE : row - segments.last[segment];
    }

    private static int distanceBefore(Runs segments, int segment, int row) {
        return segment >= segments.count ? Integer.MAX_VALUE : segments.first[segment] - row;
    }
}
