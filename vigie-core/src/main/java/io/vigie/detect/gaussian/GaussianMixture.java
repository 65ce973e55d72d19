package io.vigie.detect.gaussian;

import io.vigie.detect.internal.Cholesky;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A mixture of Gaussians with full covariances, fitted by expectation and maximization (Dempster, Laird and Rubin, JRSS B 39,
 * 1977) from the best of some seedings as those of k-means++. Meant for few dimensions: O(points x components x size^2) a round.
 */
final class GaussianMixture {
    private static final int SEEDINGS = 4;
    private static final int MOST_ROUNDS = 100;
    private static final double ENOUGH = 1e-6; // gain in log-likelihood a point
    private static final double RIDGE = 0.05;

    private final int size;
    private final double[][] means;
    private final double[][] whitening; // [component], inverse of the covariance's Cholesky factor
    private final double[] logDeterminants; // of the covariances

    private GaussianMixture(int size, double[][] means, double[][] covariances) {
        this.size = size;
        this.means = means;
        this.whitening = new double[means.length][];
        this.logDeterminants = new double[means.length];
        for (int k = 0; k < means.length; k++) {
            double[] factor = Cholesky.factor(covariances[k], size);
            whitening[k] = Cholesky.invertLower(factor, size);
            for (int a = 0; a < size; a++) {
                logDeterminants[k] += 2 * Math.log(factor[a * size + a]);
            }
        }
    }

    private GaussianMixture(double[][] means, double[][] whitening, double[] logDeterminants) {
        this.size = means[0].length;
        this.means = means;
        this.whitening = whitening;
        this.logDeterminants = logDeterminants;
    }

    /**
     * What a fit came to. How much each component weighs is a matter of the fit: who looks for the nearest component needs none.
     *
     * @param likelihood logarithm of the points' likelihood
     * @param criterion integrated completed likelihood, lower is better: the Bayesian information criterion (Schwarz, Annals of
     *     Statistics 6, 1978) plus twice the entropy of the points' memberships, so that components which overlap are not taken
     *     for two (Biernacki, Celeux and Govaert, IEEE PAMI 22, 2000)
     */
    record Fitted(GaussianMixture mixture, double likelihood, double criterion) {}

    /** From points [point][number], at least as many as components. */
    static Fitted fit(double[][] points, int components, RandomGenerator random) {
        Fitted best = attempt(points, components, random);
        for (int seeding = 1; seeding < (components == 1 ? 1 : SEEDINGS); seeding++) {
            Fitted next = attempt(points, components, random);
            best = next.likelihood > best.likelihood ? next : best;
        }
        return best;
    }

    private static Fitted attempt(double[][] points, int components, RandomGenerator random) {
        double[][] memberships = seeded(points, components, random);
        GaussianMixture mixture = of(points, memberships);
        double likelihood = mixture.expect(points, weights(memberships), memberships);
        double gain = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_ROUNDS && gain > ENOUGH * points.length; round++) {
            mixture = of(points, memberships);
            double next = mixture.expect(points, weights(memberships), memberships);
            gain = next - likelihood;
            likelihood = next;
        }
        return new Fitted(mixture, likelihood, mixture.criterion(likelihood, memberships));
    }

    private static double[][] seeded(double[][] points, int components, RandomGenerator random) {
        double[] least = new double[points.length];
        int[] nearest = new int[points.length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        int chosen = random.nextInt(points.length);
        for (int k = 0; k < components; k++) {
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                double square = 0;
                for (int a = 0; a < points[i].length; a++) {
                    double difference = points[i][a] - points[chosen][a];
                    square += difference * difference;
                }
                if (square < least[i]) {
                    least[i] = square;
                    nearest[i] = k;
                }
                sum += least[i];
            }
            double drawn = random.nextDouble() * sum;
            for (chosen = 0; chosen < points.length - 1 && drawn >= least[chosen]; chosen++) {
                drawn -= least[chosen];
            }
        }
        double[][] memberships = new double[points.length][components];
        for (int i = 0; i < points.length; i++) {
            memberships[i][nearest[i]] = 1;
        }
        return memberships;
    }

    /** The components of points whose membership is known. */
    static GaussianMixture of(List<double[]> points, List<Integer> members, int components) {
        double[][] memberships = new double[points.size()][components];
        for (int i = 0; i < memberships.length; i++) {
            memberships[i][members.get(i)] = 1;
        }
        return of(points.toArray(double[][]::new), memberships);
    }

    /** Points that belong to each component, above 0. */
    private static double[] sums(double[][] memberships) {
        double[] sums = new double[memberships[0].length];
        for (double[] one : memberships) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += one[k];
            }
        }
        for (int k = 0; k < sums.length; k++) {
            sums[k] = Math.max(sums[k], 1e-9);
        }
        return sums;
    }

    /** Shares of the points. */
    private static double[] weights(double[][] memberships) {
        double[] weights = sums(memberships);
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= memberships.length;
        }
        return weights;
    }

    /** Maximization. */
    private static GaussianMixture of(double[][] points, double[][] memberships) {
        int components = memberships[0].length;
        int size = points[0].length;
        double[] sums = sums(memberships);
        double[][] means = new double[components][size];
        double[][] covariances = new double[components][size * size];
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < points.length; i++) {
                for (int a = 0; a < size; a++) {
                    means[k][a] += memberships[i][k] * points[i][a];
                }
            }
            double divisor = sums[k];
            for (int a = 0; a < size; a++) {
                means[k][a] /= divisor;
            }
            for (int i = 0; i < points.length; i++) {
                for (int a = 0; a < size; a++) {
                    double weight = memberships[i][k] * (points[i][a] - means[k][a]) / divisor;
                    for (int b = 0; b < size; b++) {
                        covariances[k][a * size + b] += weight * (points[i][b] - means[k][b]);
                    }
                }
            }
            for (int a = 0; a < size; a++) {
                covariances[k][a * size + a] += RIDGE;
            }
        }
        return new GaussianMixture(size, means, covariances);
    }

    /** Expectation: sets how much each point belongs to each component, gives the log-likelihood. */
    private double expect(double[][] points, double[] weights, double[][] memberships) {
        double likelihood = 0;
        for (int i = 0; i < points.length; i++) {
            double[] logs = memberships[i];
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < logs.length; k++) {
                logs[k] = Math.log(weights[k])
                        - 0.5 * (square(points[i], k) + logDeterminants[k] + size * Math.log(2 * Math.PI));
                most = Math.max(most, logs[k]);
            }
            double sum = 0;
            for (int k = 0; k < logs.length; k++) {
                logs[k] = Math.exp(logs[k] - most);
                sum += logs[k];
            }
            for (int k = 0; k < logs.length; k++) {
                logs[k] /= sum;
            }
            likelihood += most + Math.log(sum);
        }
        return likelihood;
    }

    private double criterion(double likelihood, double[][] memberships) {
        double entropy = 0;
        for (double[] one : memberships) {
            for (double share : one) {
                entropy -= share > 0 ? share * Math.log(share) : 0;
            }
        }
        double parameters = components() - 1 + components() * (size + 0.5 * size * (size + 1));
        return -2 * likelihood + parameters * Math.log(memberships.length) + 2 * entropy;
    }

    int components() {
        return means.length;
    }

    /** Square of the Mahalanobis distance to a component's mean. */
    double square(double[] point, int component) {
        double square = 0;
        for (int a = 0; a < size; a++) {
            double white = 0;
            for (int b = 0; b <= a; b++) {
                white += whitening[component][a * size + b] * (point[b] - means[component][b]);
            }
            square += white * white;
        }
        return square;
    }

    double logDeterminant(int component) {
        return logDeterminants[component];
    }

    /** Some of the components, in the order given. */
    GaussianMixture of(List<Integer> chosen) {
        int count = chosen.size();
        double[][] newMeans = new double[count][];
        double[][] newWhitening = new double[count][];
        double[] newLogs = new double[count];
        for (int k = 0; k < count; k++) {
            newMeans[k] = means[chosen.get(k)];
            newWhitening[k] = whitening[chosen.get(k)];
            newLogs[k] = logDeterminants[chosen.get(k)];
        }
        return new GaussianMixture(newMeans, newWhitening, newLogs);
    }

    void write(ModelWriter out) {
        out.tensor("log-determinants", logDeterminants, logDeterminants.length);
        for (int k = 0; k < means.length; k++) {
            out.tensor("mean-" + k, means[k], size);
            out.tensor("whitening-" + k, whitening[k], size, size);
        }
    }

    static GaussianMixture read(int size, ModelReader in) {
        int components = in.count("log-determinants");
        double[][] means = new double[components][];
        double[][] whitening = new double[components][];
        for (int k = 0; k < components; k++) {
            means[k] = in.finiteDoubles("mean-" + k, size);
            whitening[k] = in.finiteDoubles("whitening-" + k, size, size);
        }
        return new GaussianMixture(means, whitening, in.finiteDoubles("log-determinants", components));
    }
}
