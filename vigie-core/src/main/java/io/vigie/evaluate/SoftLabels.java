package io.vigie.evaluate;

import java.util.Arrays;

/**
 * Counts against soft labels, for all thresholds of one window at a time. Each row has a bucket, the first threshold that
 * predicts it, so counts per threshold are prefix sums over buckets.
 *
 * <p>For window w the label of a normal row at distance d of a segment, d at most h = w/2 (integer), is sqrt(1 - d/w),
 * summed over segments and capped at 1. As d/w is at most 1/2, one term is at least 0.7 and two always reach the cap: a
 * row's label follows from the distances d1 and d2 of its nearest and second-nearest segment alone. It is 0 for h
 * smaller than d1, sqrt(1 - d1/w) up to d2, and 1 from d2 on. Rows are therefore counted once in a table distance x
 * bucket, and each window costs h rows of that table, however many rows the series has.
 *
 * <p>Memory: maximum window / 2 x buckets doubles. Time over all windows 0..L: O(rows near segments + L^2/4 x buckets).
 */
final class SoftLabels {
    private final int buckets;
    private final int rows;
    private final int[] bucketOf;
    private final int[] segmentHits;

    private final double[] labelled;
    private final int[] nearestStart;
    private final int[] nearestDistance;
    private final int[] nearestBucket;
    private final int[] cappedStart;
    private final int[] cappedDistance;
    private final int[] cappedBucket;
    private final double[] capped;
    private final double[] softHits;

    private final int[] zoneFirst;
    private final int[] zoneLast;
    private final int[] zoneBucket;
    private int zones;
    private final int[] zonesHit;

    private int reach;

    /**
     * @param bucketOf bucket of each row, 0 to {@code buckets} - 1
     * @param maxWindow the largest window that will be asked for
     */
    SoftLabels(GroundTruth truth, int[] bucketOf, int buckets, int maxWindow) {
        this.buckets = buckets;
        this.rows = truth.rows;
        this.bucketOf = bucketOf;
        Runs segments = truth.segments;
        int maxReach = Math.min(maxWindow / 2, rows);

        segmentHits = new int[buckets];
        zones = segments.count;
        zoneFirst = Arrays.copyOf(segments.first, zones);
        zoneLast = Arrays.copyOf(segments.last, zones);
        zoneBucket = new int[zones];
        zonesHit = new int[buckets];
        for (int i = 0; i < zones; i++) {
            int lowest = buckets - 1;
            for (int row = zoneFirst[i]; row <= zoneLast[i]; row++) {
                int bucket = bucketOf[row];
                segmentHits[bucket]++;
                lowest = Math.min(lowest, bucket);
            }
            zoneBucket[i] = lowest;
        }
        accumulate(segmentHits);
        countZones();

        // Two passes over the rows in reach: count per distance, then place.
        nearestStart = new int[maxReach + 2];
        cappedStart = new int[maxReach + 2];
        NearRows.visit(truth, maxReach, (row, d1, d2) -> {
            nearestStart[d1 + 1]++;
            if (d2 <= maxReach) {
                cappedStart[d2 + 1]++;
            }
        });
        for (int d = 0; d <= maxReach; d++) {
            nearestStart[d + 1] += nearestStart[d];
            cappedStart[d + 1] += cappedStart[d];
        }
        int[] nearestNext = nearestStart.clone();
        int[] cappedNext = cappedStart.clone();
        nearestDistance = new int[nearestStart[maxReach + 1]];
        nearestBucket = new int[nearestDistance.length];
        cappedDistance = new int[cappedStart[maxReach + 1]];
        cappedBucket = new int[cappedDistance.length];
        NearRows.visit(truth, maxReach, (row, d1, d2) -> {
            int bucket = bucketOf[row];
            int at = nearestNext[d1]++;
            nearestDistance[at] = d1;
            nearestBucket[at] = bucket;
            if (d2 <= maxReach) {
                int cap = cappedNext[d2]++;
                cappedDistance[cap] = d1;
                cappedBucket[cap] = bucket;
            }
        });
        labelled = new double[(maxReach + 1) * buckets];
        capped = new double[buckets];
        softHits = new double[buckets];
    }

    /** Makes {@link #softHits}, {@link #zonesHit} and {@link #zones} those of a window; windows must not decrease. */
    void moveTo(int window) {
        int target = Math.min(window / 2, rows);
        while (reach < target) {
            reach++;
            admit();
            widenZones();
        }
        System.arraycopy(capped, 0, softHits, 0, buckets);
        for (int d = 1; d <= reach; d++) {
            double label = Math.sqrt(1 - (double) d / window);
            int offset = d * buckets;
            for (int k = 0; k < buckets; k++) {
                softHits[k] += label * labelled[offset + k];
            }
        }
        for (int k = 1; k < buckets; k++) {
            softHits[k] += softHits[k - 1];
        }
    }

    private void admit() {
        for (int i = nearestStart[reach]; i < nearestStart[reach + 1]; i++) {
            labelled[nearestDistance[i] * buckets + nearestBucket[i]]++;
        }
        for (int i = cappedStart[reach]; i < cappedStart[reach + 1]; i++) {
            labelled[cappedDistance[i] * buckets + cappedBucket[i]]--;
            capped[cappedBucket[i]]++;
        }
    }

    /** Segments widened by the reach; neighbours that come to share a row become one zone. */
    private void widenZones() {
        int kept = -1;
        for (int z = 0; z < zones; z++) {
            int lowest = zoneBucket[z];
            if (zoneFirst[z] - reach >= 0) {
                lowest = Math.min(lowest, bucketOf[zoneFirst[z] - reach]);
            }
            if (zoneLast[z] + reach < rows) {
                lowest = Math.min(lowest, bucketOf[zoneLast[z] + reach]);
            }
            if (kept >= 0 && zoneLast[kept] + reach >= zoneFirst[z] - reach) {
                zoneLast[kept] = zoneLast[z];
                zoneBucket[kept] = Math.min(zoneBucket[kept], lowest);
            } else {
                kept++;
                zoneFirst[kept] = zoneFirst[z];
                zoneLast[kept] = zoneLast[z];
                zoneBucket[kept] = lowest;
            }
        }
        zones = kept + 1;
        countZones();
    }

    private void countZones() {
        Arrays.fill(zonesHit, 0);
        for (int z = 0; z < zones; z++) {
            zonesHit[zoneBucket[z]]++;
        }
        accumulate(zonesHit);
    }

    private void accumulate(int[] counts) {
        for (int k = 1; k < buckets; k++) {
            counts[k] += counts[k - 1];
        }
    }

    /** Anomalous rows that threshold k predicts. */
    int segmentHits(int k) {
        return segmentHits[k];
    }

    /** Sum of soft labels over the normal rows that threshold k predicts. */
    double softHits(int k) {
        return softHits[k];
    }

    /** Share of zones with a row that threshold k predicts. */
    double existence(int k) {
        return (double) zonesHit[k] / zones;
    }
}
