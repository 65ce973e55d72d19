package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class NoiseBandsTest {
    private static final int ROWS = 40;
    private static final double LIMIT = 3;
    private static final NoiseBands BANDS = new NoiseBands(ROWS);

    private static Tensor levels(double level) {
        return Tensors.times(torch.ones(NoiseBands.COUNT, 2), level);
    }

    private static Tensor hidden() {
        float[] mask = new float[2 * ROWS];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % ROWS >= 10 && i % ROWS < 34 ? 1 : 0;
        }
        return Tensors.of(mask, 1, 2, ROWS);
    }

    @Test
    void theyAddUpAndLookAtHiddenCellsOnly() {
        TorchRuntime.compute(() -> {
            Tensor hidden = hidden();
            Tensor noise = new Noise(1, Device.CPU).gaussian(1, 2, ROWS);
            Tensor[] parts = BANDS.of(noise, hidden);
            Tensor sum = parts[0].add(parts[1]).add(parts[2]);
            assertThat(sum.sub(noise.mul(hidden)).abs().max().item_double()).isLessThan(1e-5);

            Tensor elsewhere = Tensors.times(torch.ones_like(hidden).sub(hidden), 100);
            Tensor[] same = BANDS.of(noise.add(elsewhere), hidden);
            for (int i = 0; i < NoiseBands.COUNT; i++) {
                assertThat(same[i].equal(parts[i])).isTrue();
            }
            return true;
        });
    }

    @Test
    void aShiftIsAllSlowItsEdgesToo() {
        TorchRuntime.compute(() -> {
            Tensor hidden = hidden();
            float[] values = new float[2 * ROWS];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % ROWS < 21 ? 7 : -2;
            }
            Tensor shift = Tensors.of(values, 1, 2, ROWS);
            Tensor[] parts = BANDS.of(shift, hidden);
            assertThat(parts[0].abs().max().item_double()).isZero();
            assertThat(parts[1].abs().max().item_double()).isZero();
            assertThat(parts[2].equal(shift.mul(hidden))).isTrue();
            return true;
        });
    }

    @Test
    void whatIsTypicalStaysAndWhatIsFarBeyondVanishes() {
        TorchRuntime.compute(() -> {
            Tensor hidden = torch.ones(1, 2, ROWS);
            Tensor noise = new Noise(2, Device.CPU).gaussian(1, 2, ROWS);
            Tensor wide = BANDS.typical(noise, hidden, levels(10), LIMIT);
            assertThat(wide.sub(noise).abs().max().item_double()).isLessThan(1e-3);

            Tensor kept = BANDS.typical(Tensors.plus(noise, 1000), hidden, levels(10), LIMIT);
            Tensor[] parts = BANDS.of(noise, hidden);
            assertThat(kept.sub(parts[0]).sub(parts[1]).abs().max().item_double())
                    .isLessThan(2e-3); // float32 next to 1000

            Tensor half = BANDS.typical(torch.ones(1, 2, ROWS), hidden, levels(1 / LIMIT), LIMIT);
            assertThat(half.mean().item_double()).isCloseTo(0.5, within(1e-5));

            Tensor absurd = BANDS.typical(Tensors.times(noise, 1e15), hidden, levels(0.05), LIMIT);
            assertThat(absurd.abs().max().item_double()).isLessThan(1);
            return true;
        });
    }
}
