package io.vigie.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryModelTest {
    private final MemoryModel model = new MemoryModel();

    @Test
    void givesBackEveryKindOfEntry() {
        model.text("text", "höhe \uD83C\uDF0A\n");
        model.texts("texts", List.of("a", "", "b"));
        model.integer("integer", Long.MIN_VALUE);
        model.number("number", -0.0);
        model.number("nan", Double.NaN);
        model.flag("flag", true);
        model.tensor("f64", new double[] {1, Double.NaN, 3, 4, 5, 6}, 2, 3);
        model.tensor("f32", new float[] {1.5f});
        model.tensor("i64", new long[] {Long.MAX_VALUE}, 1, 1);
        model.tensor("i32", new int[0], 0, 7);
        model.section("part").section("inner").integer("k", 3);
        model.section("part").integer("k", 4);

        ModelReader in = model.asReader();
        assertThat(in.text("text")).isEqualTo("höhe \uD83C\uDF0A\n");
        assertThat(in.texts("texts")).containsExactly("a", "", "b");
        assertThat(in.integer("integer")).isEqualTo(Long.MIN_VALUE);
        assertThat(Double.doubleToRawLongBits(in.number("number"))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(in.number("nan")).isNaN();
        assertThat(in.flag("flag")).isTrue();
        assertThat(in.doubles("f64", 2, 3)).containsExactly(1, Double.NaN, 3, 4, 5, 6);
        assertThat(in.shape("f32")).containsExactly(1);
        assertThat(in.floats("f32")).containsExactly(1.5f);
        assertThat(in.longs("i64", 1, 1)).containsExactly(Long.MAX_VALUE);
        assertThat(in.ints("i32", 0, 7)).isEmpty();
        assertThat(in.section("part").section("inner").integer("k", 0, 3)).isEqualTo(3);
        assertThat(in.section("part").integer("k", 4, 4)).isEqualTo(4);
        assertThat(in.has("part")).isFalse();
        assertThat(in.hasSection("part")).isTrue();
        assertThat(in.has("flag")).isTrue();
        assertThat(in.hasSection("flag")).isFalse();
        assertThat(in.has("absent")).isFalse();
    }

    @Test
    void copiesTensorsBothWays() {
        double[] values = {1, 2};
        int[] shape = {2, 1};
        model.tensor("x", values, shape);
        values[0] = 9;
        shape[0] = 9;
        ModelReader in = model.asReader();
        in.doubles("x")[1] = 9;
        in.shape("x")[0] = 9;
        assertThat(in.doubles("x", 2, 1)).containsExactly(1, 2);
        assertThat(in.shape("x")).containsExactly(2, 1);
    }

    @Test
    void refusesWhatCouldNotBeSaved() {
        model.integer("k", 1);
        model.section("s").section("t");
        assertThatThrownBy(() -> model.number("k", 1)).hasMessageContaining("'k' is written twice");
        assertThatThrownBy(() -> model.section("k")).hasMessageContaining("'k' is written twice");
        assertThatThrownBy(() -> model.section("s").flag("t", true)).hasMessageContaining("'s/t' is written twice");
        for (String name : List.of("", "A", "a/b", "ä", "a b", "..\\x", "__metadata__", "x".repeat(101))) {
            assertThatThrownBy(() -> model.integer(name, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not allowed");
            assertThatThrownBy(() -> model.section(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> model.text("lone", "a\uD800b")).hasMessageContaining("unpaired surrogate");
        assertThatThrownBy(() -> model.texts("lone", List.of("\uDC00"))).hasMessageContaining("unpaired surrogate");
        assertThatThrownBy(() -> model.tensor("t", new int[3], 2, 2)).hasMessageContaining("[2, 2]");
        assertThatThrownBy(() -> model.tensor("t", new int[1], -1, -1)).hasMessageContaining("[-1, -1]");
        assertThatThrownBy(() -> model.tensor("t", new int[0], 65536, 65536)).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> {
                    MemoryModel section = model;
                    for (int i = 0; i <= MemoryModel.MAX_DEPTH; i++) {
                        section = section.section("deep");
                    }
                })
                .hasMessageContaining("deeper than 32");
    }

    @Test
    void namesTheEntryThatIsAbsentOrOfAnotherType() {
        model.section("part").integer("k", 70_000_000_000L);
        model.section("part").tensor("x", new double[6], 2, 3);
        ModelReader in = model.asReader().section("part");
        assertThatThrownBy(() -> in.integer("absent"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'part/absent' of the model is absent");
        assertThatThrownBy(() -> in.number("k")).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> in.section("k")).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> in.integer("k", 0, Integer.MAX_VALUE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("70000000000");
        assertThatThrownBy(() -> in.floats("x")).hasMessageContaining("F64; expected is F32");
        assertThatThrownBy(() -> in.doubles("x", 3, 2)).hasMessageContaining("[2, 3]; expected is [3, 2]");
        assertThatThrownBy(() -> in.shape("k")).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void comparesContentBitByBit() {
        assertThat(pair(0.0, 1).sameContentAs(pair(0.0, 1))).isTrue();
        assertThat(pair(Double.NaN, 1).sameContentAs(pair(Double.NaN, 1))).isTrue();
        assertThat(pair(0.0, 1).sameContentAs(pair(-0.0, 1))).isFalse();
        assertThat(pair(0.0, 1).sameContentAs(pair(0.0, 2))).isFalse();
        MemoryModel more = pair(0.0, 1);
        more.flag("more", true);
        assertThat(pair(0.0, 1).sameContentAs(more)).isFalse();
        assertThat(more.sameContentAs(pair(0.0, 1))).isFalse();
    }

    private static MemoryModel pair(double value, int count) {
        MemoryModel model = new MemoryModel();
        model.section("s").tensor("x", new double[] {value});
        model.section("s").integer("count", count);
        return model;
    }
}
