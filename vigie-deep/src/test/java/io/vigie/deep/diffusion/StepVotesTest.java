package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

/** Votes of two steps about three cells, errors in their levels. */
class StepVotesTest {
    private static final float[] ERRORS = {0, 9, 1, 1, 99, 1}; // [step][cell]

    private static float[] votes(StepVotes votes) {
        return TorchRuntime.compute(() -> Tensors.floats(votes.of(Tensors.of(ERRORS, 2, 1, 1, 3))));
    }

    @Test
    void theMeanCountsErrorsByTheirSize() {
        assertThat(votes(StepVotes.MEAN)).containsExactly(0.5f, 54, 1);
    }

    @Test
    void theLogarithmCountsTheirSizesSize() {
        float[] found = votes(StepVotes.LOGARITHM);
        assertThat(found[0]).isCloseTo((float) (Math.log(2) / 2), within(1e-6f));
        assertThat(found[1]).isCloseTo((float) (Math.log(10 * 100) / 2), within(1e-5f));
        assertThat(found[2]).isCloseTo((float) Math.log(2), within(1e-6f));
    }

    /** Nine levels are half a vote, ninety-nine eleven of twelve parts, one is a tenth. */
    @Test
    void theShareCountsStepsThatFindAnAnomaly() {
        float[] found = votes(StepVotes.SHARE);
        assertThat(found[0]).isCloseTo(0.05f, within(1e-6f));
        assertThat(found[1]).isCloseTo((0.5f + 99 / 108f) / 2, within(1e-6f));
        assertThat(found[2]).isCloseTo(0.1f, within(1e-6f));
    }
}
