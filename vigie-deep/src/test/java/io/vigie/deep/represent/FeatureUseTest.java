package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class FeatureUseTest {
    private static FeatureUse use(float[] trained, float[] untrained) {
        return TorchRuntime.compute(() -> FeatureUse.of(Tensors.of(trained, 4, 2), Tensors.of(untrained, 4, 2)));
    }

    private static final float[] SQUARE = {1, 1, 1, -1, -1, 1, -1, -1};
    private static final float[] LINE = {2, 2, 1, 1, -1, -1, -2, -2};

    @Test
    void directionsAreCountedByHowEvenlyFeaturesSpread() {
        assertThat(use(SQUARE, SQUARE).directions()).isCloseTo(2, within(1e-9));
        assertThat(use(LINE, SQUARE).directions()).isCloseTo(1, within(1e-9));
        assertThat(use(LINE, SQUARE).spread()).isCloseTo(5, within(1e-9));
    }

    @Test
    void collapseIsTold() {
        float[] point = {3, 3, 3, 3.001f, 3, 3, 3, 3};

        assertThat(use(LINE, SQUARE).collapsed()).isFalse();
        assertThat(use(LINE, SQUARE).told()).hasSize(1).allMatch(told -> told.contains("1.0 of 2 directions"));
        assertThat(use(point, SQUARE).collapsed()).isTrue();
        assertThat(use(point, SQUARE).told()).anyMatch(told -> told.startsWith("collapse"));
        assertThat(use(point, new float[8]).told()).anyMatch(told -> told.contains("cannot be told"));
    }
}
