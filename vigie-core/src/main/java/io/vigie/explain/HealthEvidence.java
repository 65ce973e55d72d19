package io.vigie.explain;

/** What preparation has seen of a channel's health, per row of the explained series. */
public interface HealthEvidence {
    /** Every channel is healthy. */
    HealthEvidence HEALTHY = new HealthEvidence() {
        @Override
        public boolean frozen(int channel, int row) {
            return false;
        }

        @Override
        public boolean silent(int channel, int row) {
            return false;
        }
    };

    /** True if the channel repeats one value for longer than it ever did in the train part. */
    boolean frozen(int channel, int row);

    /** True if the channel has sent nothing for longer than can be bridged. */
    boolean silent(int channel, int row);
}
