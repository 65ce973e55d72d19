package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import java.util.Arrays;
import java.util.List;

/**
 * How well channels ranked by their contribution name those that caused one anomaly. With {@code n} channels to blame and a
 * share {@code P} in percent the first {@code k = floor(P n / 100)} channels of the ranking count, all of them where there
 * are fewer.
 *
 * <p>Channels with equal contributions have no order; every order of them is as good, and the figures are the means over all
 * orders. So a method that cannot tell channels apart gets what chance gets, and the order of the columns does not matter.
 *
 * <p>Some code rounds {@code P n / 100} to the nearest number, half to even, instead (TranAD's does); then a P of 150 asks
 * for one channel more where {@code n} is 1, 5, 9 and so on, and figures are a little higher than here.
 */
public final class RootCauseRanking {
    private RootCauseRanking() {}

    /**
     * HitRate@P%: share of the channels to blame that are among the first {@code floor(P n / 100)} (Su et al., "Robust
     * Anomaly Detection for Multivariate Time Series through Stochastic Recurrent Neural Network", KDD 2019, section 4.5;
     * Tuli et al., "TranAD", PVLDB 2022, section 4.3). O(c log c) for c channels.
     *
     * @param contributions one finite figure a channel, higher is more to blame
     * @param causes indices of the channels to blame, at least one, none twice
     * @param percent P, 100 or more
     * @return a share in [0, 1]
     * @throws BadInputException where a figure is not finite or there is no such channel
     */
    public static double hitRate(double[] contributions, List<Integer> causes, int percent) {
        double[] blamed = blamed(contributions, causes);
        int depth = depth(blamed.length, causes.size(), percent);
        double hits = 0;
        for (int i = 0; i < depth; i++) {
            hits += blamed[i];
        }
        return hits / causes.size();
    }

    /**
     * NDCG@P%: discounted cumulative gain of the first {@code k = floor(P n / 100)} channels, a gain of
     * {@code 1 / log2(i + 1)} for a channel to blame at place i, over that of the best ranking (Järvelin and Kekäläinen,
     * "Cumulated gain-based evaluation of IR techniques", TOIS 2002; used for root causes by Tuli et al., "TranAD", PVLDB
     * 2022, section 4.3; means over ties as in McSherry and Najork, ECIR 2008). O(c log c) for c channels.
     *
     * @param contributions one finite figure a channel, higher is more to blame
     * @param causes indices of the channels to blame, at least one, none twice
     * @param percent P, 100 or more
     * @return a share in [0, 1]
     * @throws BadInputException where a figure is not finite or there is no such channel
     */
    public static double ndcg(double[] contributions, List<Integer> causes, int percent) {
        double[] blamed = blamed(contributions, causes);
        int depth = depth(blamed.length, causes.size(), percent);
        double gain = 0;
        double best = 0;
        for (int i = 0; i < depth; i++) {
            double discount = Math.log(2) / Math.log(i + 2);
            gain += blamed[i] * discount;
            best += i < causes.size() ? discount : 0;
        }
        return gain / best;
    }

    private static int depth(int channels, int causes, int percent) {
        if (percent < 100) {
            throw new IllegalArgumentException("percent is " + percent + "; use 100 or more");
        }
        return (int) Math.min(channels, (long) percent * causes / 100);
    }

    /** For each place of the ranking the chance that the channel there is to blame, over all orders of equal ones. */
    private static double[] blamed(double[] contributions, List<Integer> causes) {
        int channels = contributions.length;
        boolean[] toBlame = new boolean[channels];
        for (int cause : causes) {
            if (cause >= channels) {
                throw new BadInputException("channel " + cause + " is to blame but there are contributions of "
                        + channels + " channels; give those of every channel");
            }
            toBlame[cause] = true;
        }
        Integer[] order = new Integer[channels];
        for (int c = 0; c < channels; c++) {
            if (!Double.isFinite(contributions[c])) {
                throw new BadInputException("the contribution of channel " + c + " is " + contributions[c]
                        + "; a ranking needs finite ones: leave out the warm-up rows of the detector");
            }
            order[c] = c;
        }
        Arrays.sort(order, (a, b) -> Double.compare(contributions[b], contributions[a]));
        double[] blamed = new double[channels];
        for (int from = 0, to; from < channels; from = to) {
            double found = 0;
            to = from;
            while (to < channels && contributions[order[to]] == contributions[order[from]]) {
                found += toBlame[order[to++]] ? 1 : 0;
            }
            Arrays.fill(blamed, from, to, found / (to - from));
        }
        return blamed;
    }
}
