package io.vigie.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.MemberScores;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberVoicesTest {
    @Test
    void namesTheOptionsInWhichMembersOfOneKindDiffer() {
        assertThat(MemberVoices.names(List.of(
                        "statkmeans(shortest=8,longest=256)",
                        "knn(window=50,normalize=mean,memory=2048)",
                        "knn(window=60,normalize=mean,memory=2048)",
                        "knn(window=60,normalize=zscore,memory=2048)",
                        "ensemble(members=pca,zscore(window=9,alignment=causal),scale=rank)",
                        "pca")))
                .containsExactly(
                        "statkmeans",
                        "knn(window=50,normalize=mean)",
                        "knn(window=60,normalize=mean)",
                        "knn(window=60,normalize=zscore)",
                        "ensemble",
                        "pca");
        assertThat(MemberVoices.names(List.of("knn(window=50)", "knn"))).containsExactly("knn(window=50)", "knn");
    }

    @Test
    void tellsWhoSpokeTheLoudestFirst() {
        List<MemberScores> members = List.of(
                new MemberScores("pca", 0.2, new double[] {0, 9.04}),
                new MemberScores("kmeans(window=9)", 0.1, new double[] {Double.NaN, Double.NaN}),
                new MemberScores("statkmeans", 0.7, new double[] {1, 4}));

        assertThat(MemberVoices.at(members, 1)).isEqualTo("statkmeans 4.0, pca 9.0");
        assertThat(MemberVoices.at(members, 0)).isEqualTo("statkmeans 1.0, pca 0.0");
        assertThat(MemberVoices.at(List.of(), 0)).isEmpty();
    }
}
