package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of many windows part by part is what is made of them at once. */
class TensorPartsTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 3, 64, 1", // few channels count as forty
        "1024, 40, 64, 1",
        "100, 400, 128, 2",
        "5, 1000, 1000, 3",
        "3, 2000, 2000, 3" // never less than a window
    })
    void partsAreInOrderAndAsLargeAsMemoryAllows(int count, int channels, int rows, int parts) {
        List<Long> sizes = new ArrayList<>();
        double[] found = TorchRuntime.compute(() -> {
            float[] first = new float[count];
            for (int i = 0; i < count; i++) {
                first[i] = i;
            }
            Tensor windows = Tensors.of(first, count, 1, 1).expand(count, channels, rows);
            return Tensors.doubles(Tensors.inParts(windows, some -> {
                sizes.add(some.size(0));
                return some.select(2, 0).select(1, 0);
            }));
        });
        assertThat(sizes).hasSize(parts);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(found[i]).isEqualTo(i);
        }
    }
}
