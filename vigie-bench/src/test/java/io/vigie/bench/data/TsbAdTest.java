package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import io.vigie.series.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsbAdTest {
    @TempDir
    private Path folder;

    @Test
    void splitsFollowTheOfficialLists() {
        TsbAd files = TsbAd.of(TsbAdFolder.write(folder));

        assertThat(names(files, Split.EVA)).containsExactly(TsbAdFolder.EVA);
        assertThat(names(files, Split.TUNING)).containsExactly(TsbAdFolder.TUNING);
        assertThat(names(files, Split.NEITHER)).containsExactly(TsbAdFolder.NEITHER);
        assertThat(files.missing(Track.MULTIVARIATE, Split.TUNING)).containsExactly(TsbAdFolder.ABSENT);
        assertThat(files.missing(Track.MULTIVARIATE, Split.EVA)).isEmpty();
    }

    @Test
    void readsPackedAndPlainFilesWithTheTrainPrefixOfTheName() {
        TsbAd files = TsbAd.of(TsbAdFolder.write(folder));

        for (String name : List.of(TsbAdFolder.EVA, TsbAdFolder.NEITHER)) {
            BenchmarkSeries series = files.caseNamed(Track.MULTIVARIATE, name).load();
            assertThat(series.name()).isEqualTo(name);
            assertThat(series.scored().length()).isEqualTo(TsbAdFolder.ROWS);
            assertThat(series.scored().schema().channelNames()).containsExactly("0", "1");
            assertThat(series.train().length()).isEqualTo(TsbAdFolder.TRAIN_ROWS);
            assertThat(series.train().value(0, 299)).isEqualTo(series.scored().value(0, 299));
            assertThat(series.labels().count(Labels.State.ANOMALOUS)).isEqualTo(30);
            assertThat(series.labels().anomalies().get(0).from()).isEqualTo(700);
        }
    }

    @Test
    void namesTellFamilyAndTrainRows() {
        assertThat(TsbAd.family("057_SMD_id_1_Facility_tr_4529_1st_4629.csv")).isEqualTo("SMD");
        assertThat(TsbAd.family(TsbAdFolder.NEITHER)).isEqualTo("Two_Words");
        assertThat(TsbAd.trainRows("057_SMD_id_1_Facility_tr_4529_1st_4629.csv"))
                .isEqualTo(4529);
        assertThatThrownBy(() -> TsbAd.trainRows("plant.csv"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'plant.csv' is no file name of TSB-AD");
    }

    @Test
    void aFileShorterThanItsTrainPrefixIsRefused() throws IOException {
        TsbAd files = TsbAd.of(TsbAdFolder.write(folder));
        Path file = folder.resolve("tsb-ad/M").resolve(TsbAdFolder.NEITHER);
        Files.writeString(file, String.join("\n", Files.readAllLines(file).subList(0, 200)) + "\n");

        assertThatThrownBy(() ->
                        files.caseNamed(Track.MULTIVARIATE, TsbAdFolder.NEITHER).load())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("300 train rows but has only 199 rows");
    }

    @Test
    void foldersAndTracksThatDoNotExistAreNamed() {
        assertThatThrownBy(() -> DataFolder.of(folder.resolve("nowhere")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("VIGIE_DATA");
        assertThatThrownBy(() -> TsbAd.of(DataFolder.of(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("lists");
        assertThatThrownBy(() -> Track.parse("X"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("use M (multivariate) or U");
        assertThat(Track.parse("u")).isEqualTo(Track.UNIVARIATE);
    }

    /** The official lists: 180 and 20 multivariate, 350 and 48 of 870 univariate files, none on two lists. */
    @Test
    void officialListsHaveTheirSizesAndEveryFileHoldsBothClasses() {
        TsbAd files = TsbAd.of(RealData.folder());

        assertThat(files.official(Track.MULTIVARIATE, Split.EVA)).hasSize(180);
        assertThat(files.official(Track.MULTIVARIATE, Split.TUNING)).hasSize(20);
        assertThat(files.official(Track.UNIVARIATE, Split.EVA)).hasSize(350);
        assertThat(files.official(Track.UNIVARIATE, Split.TUNING)).hasSize(48);
        assertThat(files.official(Track.UNIVARIATE, Split.NEITHER)).hasSize(472);
        Set<String> all = new HashSet<>();
        for (Split split : List.of(Split.EVA, Split.TUNING, Split.NEITHER)) {
            assertThat(files.official(Track.UNIVARIATE, split)).allMatch(all::add);
        }
        assertThat(files.official(Track.UNIVARIATE, Split.EVA))
                .containsAll(files.official(Track.UNIVARIATE, Split.EVA_SUBSET));
        for (BenchmarkCase one : files.cases(Track.MULTIVARIATE, Split.TUNING)) {
            BenchmarkSeries series = one.load();
            assertThat(series.train().length()).isEqualTo(TsbAd.trainRows(one.name()));
            assertThat(series.labels().anomalies()).isNotEmpty();
            int first = Integer.parseInt(one.name().replaceFirst(".*_1st_(\\d+)\\.csv", "$1"));
            assertThat(series.labels().anomalies().get(0).from())
                    .as("first anomaly of %s", one.name())
                    .isEqualTo(first);
        }
    }

    private static List<String> names(TsbAd files, Split split) {
        return files.cases(Track.MULTIVARIATE, split).stream()
                .map(BenchmarkCase::name)
                .toList();
    }
}
