package io.vigie.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestantTest {
    @Test
    void commasInParenthesesBelongToTheDetector() {
        List<Contestant> all = Contestant.parseAll(
                "vigie, kmeans(window=50,clusters=10),both=ensemble(members=zscore,kmeans(window=50,clusters=10),"
                        + "scale=rank),random,1-nn");

        assertThat(all)
                .extracting(Contestant::label)
                .containsExactly("vigie", "kmeans(window=50,clusters=10)", "both", "random", "1-nn");
        assertThat(all.get(1).detector())
                .isEqualTo(Detectors.create("kmeans", Map.of("window", "50", "clusters", "10")));
        assertThat(all.get(2).detector())
                .isEqualTo(Detectors.create(
                        "ensemble", Map.of("members", "zscore,kmeans(window=50,clusters=10)", "scale", "rank")));
        assertThat(all.get(4).detector()).isEqualTo(Detectors.create("knn", Map.of("neighbours", "1")));
    }

    @Test
    void aDetectorInsideADetectorInsideADetectorIsUnderstood() {
        Contestant nested = Contestant.parse(
                "ensemble(members=ensemble(members=pca(window=3,variance=0.8),zscore,combine=mean),kmeans(window=50))");

        assertThat(nested.options())
                .contains("members=ensemble(members=pca(window=3,variance=0.8),zscore,combine=mean),kmeans(window=50)");
    }

    @Test
    void whatIsSentToAWorkerMakesTheSameDetector() {
        for (String text : List.of("random", "1-nn", "vigie", "both=ensemble(members=zscore,kmeans(window=50),pca)")) {
            Contestant contestant = Contestant.parse(text);
            assertThat(Contestant.detector(contestant.specification())).isEqualTo(contestant.detector());
        }
    }

    @Test
    void listsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Contestant.parseAll(" , "))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("no detector given");
        assertThatThrownBy(() -> Contestant.parseAll("pca,pca"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'pca' stands twice");
        assertThatThrownBy(() -> Contestant.parse("kmeens"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("kmeans");
        assertThatThrownBy(() -> Contestant.parse("kmeans(window=50"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("does not end with ')'");
        assertThatThrownBy(() -> Contestant.parse("kmeans(window=50,window=60)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'window' stands twice");
        assertThatThrownBy(() -> Contestant.parse("kmeans(50)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'50' in 'kmeans(50)' is not key=value");
    }
}
