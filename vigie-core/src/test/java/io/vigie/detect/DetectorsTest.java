package io.vigie.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    @Test
    void aTextGivesIdAndOptions() {
        assertThat(Detectors.parse(" kmeans ")).isEqualTo(Detectors.create("kmeans"));
        assertThat(Detectors.parse("kmeans()")).isEqualTo(Detectors.create("kmeans"));
        assertThat(Detectors.parse("kmeans( window = 50 , clusters=10)"))
                .isEqualTo(Detectors.create("kmeans", Map.of("window", "50", "clusters", "10")));
    }

    @Test
    void listsAndNestedDetectorsKeepTheirCommas() {
        Detector inner = Detectors.create(
                "ensemble", Map.of("members", "zscore,kmeans(window=50,clusters=10)", "combine", "max"));

        assertThat(Detectors.parse("ensemble(members=zscore,kmeans(window=50,clusters=10),combine=max)"))
                .isEqualTo(inner);
        assertThat(Detectors.parse("ensemble(members="
                        + "ensemble(members=zscore,kmeans(window=50,clusters=10),combine=max),pca,scale=robust-z)"))
                .isEqualTo(Detectors.create(
                        "ensemble",
                        Map.of(
                                "members",
                                "ensemble(members=zscore,kmeans(window=50,clusters=10),combine=max),pca",
                                "scale",
                                "robust-z")));
    }

    @Test
    void textsThatAreNoDetectorAreRefused() {
        assertThatThrownBy(() -> Detectors.parse("kmeans(window=50"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("does not end with ')'");
        assertThatThrownBy(() -> Detectors.parse("kmeans(50,window=3)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'50' in 'kmeans(50,window=3)' is not key=value");
        assertThatThrownBy(() -> Detectors.parse("kmeans(window=50,60)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'50,60'");
        assertThatThrownBy(() -> Detectors.parse("kmeans(window=3,window=4)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'window' stands twice");
    }
}
