package io.vigie.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
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
        for (String text : List.of(
                "random", "deviation", "1-nn", "vigie", "both=ensemble(members=zscore,kmeans(window=50),pca)")) {
            Contestant contestant = Contestant.parse(text);
            assertThat(Contestant.detector(contestant.specification())).isEqualTo(contestant.detector());
        }
    }

    @Test
    void deviationIsTheSumOfDistancesFromTheTrainMeanInItsStandardDeviations() {
        TimeSeries train = series(new double[] {1, 3, 1, 3}, new double[] {5, 5, 5, 5});
        Scores scores = Contestant.parse("deviation")
                .detector()
                .fit(TrainingSet.of(train), RunContext.defaults())
                .score(series(new double[] {2, -3}, new double[] {5, 7}));
        assertThat(scores.contributions(0)).containsExactly(0, 5);
        // a constant channel is measured in prepared units
        assertThat(scores.contributions(1)).containsExactly(0, 2);
        assertThat(scores.totals()).containsExactly(0, 7);
    }

    @Test
    void chanceBlamesEveryChannelAlikeAndTheSameEachTime() {
        TimeSeries flat = series(new double[2000], new double[2000]);
        Detector random = Contestant.parse("random").detector();
        Scores scores = random.fit(TrainingSet.of(flat), RunContext.defaults()).score(flat);
        int first = 0;
        for (int row = 0; row < 2000; row++) {
            first += scores.contribution(0, row) > scores.contribution(1, row) ? 1 : 0;
        }
        assertThat(first).isBetween(900, 1100);
        assertThat(random.fit(TrainingSet.of(flat), RunContext.defaults())
                        .score(flat)
                        .contributions(0))
                .containsExactly(scores.contributions(0));
    }

    private static TimeSeries series(double[]... channels) {
        return TimeSeries.of(
                "plant", TimeAxis.rows(channels[0].length), List.of(Channel.of("a"), Channel.of("b")), channels);
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
