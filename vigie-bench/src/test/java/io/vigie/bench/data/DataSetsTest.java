package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    @TempDir
    private Path folder;

    private static BenchmarkSeries only(DataSet data) {
        List<BenchmarkCase> cases = data.cases(Scope.ALL);
        assertThat(cases).hasSize(1);
        return cases.get(0).load();
    }

    @Test
    void machinesOfTsbAdAreNotForDevelopment() {
        Smd smd = Smd.of(new SmallFolder(folder).smd().folder());
        assertThat(smd.cases(Scope.ALL)).extracting(BenchmarkCase::name).containsExactly("machine-1-2", "machine-1-10");
        assertThat(smd.cases(Scope.DEVELOPMENT)).extracting(BenchmarkCase::name).containsExactly("machine-1-10");
        assertThat(smd.missing(Scope.ALL)).containsExactly("machine-3-9");
        assertThat(smd.missing(Scope.DEVELOPMENT)).isEmpty();
        BenchmarkSeries series = smd.caseNamed("machine-1-10").load();
        assertThat(series.train().length()).isEqualTo(300);
        assertThat(series.calibration()).isSameAs(series.train());
        assertThat(series.scored().channelCount()).isEqualTo(2);
        assertThat(series.labels().anomalies()).containsExactly(new Interval(120, 140));
        assertThatThrownBy(() -> smd.caseNamed("machine-9-9"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("machine-9-9");
    }

    @Test
    void endsOfTelemetryAnomaliesAreInclusiveAndLinesOfAChannelAddUp() {
        SmapMsl data = SmapMsl.of(new SmallFolder(folder).smapMsl().folder());
        BenchmarkSeries series = only(data);
        assertThat(series.family()).isEqualTo("SMAP");
        assertThat(series.labels().anomalies())
                .containsExactly(new Interval(20, 21), new Interval(100, 111), new Interval(150, 152));
        assertThat(data.missing(Scope.ALL)).containsExactly("A-1");
    }

    @Test
    void labelsOfServersAndServicesFollowTheirRows() {
        BenchmarkSeries server = only(Asd.of(new SmallFolder(folder).asd().folder()));
        assertThat(server.name()).isEqualTo("omi-1");
        assertThat(server.scored().schema().channelNames()).containsExactly("c0", "c1");
        assertThat(server.labels().anomalies()).containsExactly(new Interval(50, 60));
        BenchmarkSeries service =
                only(JumpStarter.of(new SmallFolder(folder).jumpStarter().folder()));
        assertThat(service.train().length()).isEqualTo(300);
        assertThat(service.labels().anomalies()).containsExactly(new Interval(30, 70));
    }

    @Test
    void runsOfTheTestBedHaveOutliersAndChangePoints() {
        Skab data = Skab.of(new SmallFolder(folder).skab().folder());
        BenchmarkSeries run = only(data);
        assertThat(run.name()).isEqualTo("valve1/0");
        assertThat(run.train().length()).isEqualTo(Skab.TRAIN_ROWS);
        assertThat(run.scored().schema().channelNames()).containsExactly("A", "B");
        assertThat(run.labels().anomalies()).containsExactly(new Interval(500, 600));
        assertThat(data.changePoints("valve1/0")).containsExactly(500, 600);
    }

    @Test
    void plantRunsLearnFromOneNormalRunAndCalibrateOnAnother() {
        BenchmarkSeries run = only(Tep.of(new SmallFolder(folder).tep().folder()));
        assertThat(run.name()).isEqualTo("d01");
        assertThat(run.train().length()).isEqualTo(300);
        assertThat(run.calibration().length()).isEqualTo(400);
        assertThat(run.calibration().value(0, 0)).isNotEqualTo(run.train().value(0, 0));
        assertThat(run.labels().anomalies()).containsExactly(new Interval(Tep.FAULT_ROW, 400));
    }

    @Test
    void windowsOfTimeBecomeRows() {
        Nab data = Nab.of(new SmallFolder(folder).nab().folder());
        assertThat(data.missing(Scope.ALL)).containsExactly("realKnownCause/nyc_taxi.csv");
        assertThat(data.missing(Scope.DEVELOPMENT)).isEmpty();
        BenchmarkSeries jump = data.caseNamed("toy/jump.csv").load();
        assertThat(jump.family()).isEqualTo("toy");
        assertThat(jump.train().length()).isEqualTo(150);
        assertThat(jump.labels().anomalies()).containsExactly(new Interval(591, 637));
        BenchmarkSeries calm = data.caseNamed("toy/calm.csv").load();
        assertThat(calm.labels().count(Labels.State.ANOMALOUS)).isZero();
        assertThat(Nab.probation(22_000)).isEqualTo(750);
        assertThat(Nab.probation(1127)).isEqualTo(169);
    }
}
