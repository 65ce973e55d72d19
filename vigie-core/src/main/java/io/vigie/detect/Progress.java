package io.vigie.detect;

/** Told how far a long computation is. May be called from any thread; must return quickly. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (stage, share) -> {};

    /**
     * @param stage what is being done, for a user: "k-means: fit"
     * @param share done share of that stage, 0 to 1
     */
    void report(String stage, double share);
}
