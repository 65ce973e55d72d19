package io.vigie.deep.density;

/**
 * What is made of the likelihood of a window before it is told as its score. The likelihood alone misleads: flows learn how
 * neighbouring values go together rather than what a normal window is, and find windows that are too quiet (frozen,
 * dropped out, less noisy than normal) more probable than any normal one (Kirichenko et al., Why normalizing flows fail to
 * detect out-of-distribution data, NeurIPS 2020).
 */
public enum Correction {
    /** The negative log-likelihood itself. */
    NONE,
    /**
     * The larger of two surprises, each {@code -log} of a tail probability among windows of the train part: that the
     * likelihood is so low, and, two nats less, that the channels move so little. The latter is the input complexity of
     * Serrà et al. (ICLR 2020) where it is too low to be typical, a channel at a time, so that one which is always still
     * says nothing. It sees frozen and quiet windows and costs next to nothing elsewhere, see
     * {@code vigie bench likelihood-trap}.
     */
    ACTIVITY,
    /**
     * The larger of two surprises: that the parts of the negative log-likelihood are so high, and, two nats less, that the
     * channels move so little. Parts are what belongs to each channel and what belongs to none; each is held against its own
     * law in the train part, whose tail is heavy, and their sum against that of the train part; channels that take two to
     * four values there (switches) count together for one. One channel far out is then worth no more than a few that are
     * out a little, and a channel that is often out says little. The default of detectors whose likelihood has parts.
     */
    PARTS,
    /**
     * How far out the negative log-likelihood lies, to either side, among those of windows of the train part (Nalisnick et
     * al., Detecting out-of-distribution inputs to deep generative models using typicality, 2019).
     */
    TYPICALITY,
    /**
     * As typicality, summed over several statistics: the negative log-likelihood, the energy of the latent vector, the log
     * volume change, and what the principal components leave over (Morningstar et al., Density of states estimation for
     * out-of-distribution detection, AISTATS 2021).
     */
    DENSITY_OF_STATES,
    /**
     * Less the negative log-likelihood under a vector autoregression of the train part, which knows as much of trivial
     * structure as the flow (Ren et al., Likelihood ratios for out-of-distribution detection, NeurIPS 2019).
     */
    LIKELIHOOD_RATIO,
    /**
     * Less the code length of the window under a simple model fitted to that window alone (Serrà et al., Input complexity
     * and out-of-distribution detection with likelihood-based generative models, ICLR 2020).
     */
    COMPLEXITY,
    /**
     * Mean plus variance over three flows that began differently (Choi et al., WAIC, but why?, 2018); training takes three
     * times as long.
     */
    WAIC;

    /** Whether scores are surprises of statistics of the whole window among the windows of the train part. */
    public boolean calibrated() {
        return this == ACTIVITY || this == TYPICALITY || this == DENSITY_OF_STATES;
    }

    /** Whether scores tell how surprising it is that channels move so little. */
    public boolean quiet() {
        return this == ACTIVITY || this == PARTS;
    }

    /** Flows that are trained. */
    public int members() {
        return this == WAIC ? 3 : 1;
    }
}
