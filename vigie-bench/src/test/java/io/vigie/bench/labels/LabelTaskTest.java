package io.vigie.bench.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTaskTest {
    private static final List<Interval> ANOMALIES =
            List.of(new Interval(100, 120), new Interval(200, 210), new Interval(300, 330), new Interval(400, 440));

    private static BenchmarkSeries series() {
        RandomGenerator random = RunContext.defaults().random("labels");
        double[] values = random.doubles(500).toArray();
        TimeSeries series = TimeSeries.of("a", TimeAxis.rows(500), List.of(Channel.of("x")), new double[][] {values});
        return new BenchmarkSeries("a", "SET", series, series, Labels.ofIntervals(500, ANOMALIES));
    }

    @Test
    void inspectedRowsEndHalfWayToTheFirstAnomalyThatIsMeasured() {
        LabelTask task = LabelTask.split(series(), 2).orElseThrow();
        int cut = (210 + 300) / 2;

        assertThat(task.inspected()).hasSize(1);
        assertThat(task.inspected().get(0).series().length()).isEqualTo(cut);
        assertThat(task.inspected().get(0).labels().anomalies()).isEqualTo(ANOMALIES.subList(0, 2));
        assertThat(task.series().labels().anomalies())
                .containsExactly(new Interval(300 - cut, 330 - cut), new Interval(400 - cut, 440 - cut));
        assertThat(task.series().scored().value(0, 0))
                .isEqualTo(series().scored().value(0, cut));
        assertThat(LabelTask.split(series(), 4)).as("none is left").isEmpty();
    }

    @Test
    void teachingsDifferInTheAnomaliesOnly() {
        List<TrainingSet.Item> inspected =
                LabelTask.split(series(), 2).orElseThrow().inspected();
        List<TrainingSet.Item> normal = Teaching.NORMAL.of(inspected);

        assertThat(Teaching.NOTHING.of(inspected)).isEmpty();
        assertThat(Teaching.LABELLED.of(inspected)).isEqualTo(inspected);
        assertThat(normal).extracting(item -> item.series().length()).containsExactly(100, 80, 45);
        assertThat(normal).allMatch(item -> item.labels().anomalies().isEmpty());
    }

    @Test
    void figuresAreReadBackAndFoundByWhatTheyMeasure(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("labels.csv");
        LabelFigure figure = new LabelFigure("asd", "omi-1", "fcdd", 5, 42, "labelled", 0.25, 0.75);
        LabelResults.open(file).add(figure);
        LabelResults again = LabelResults.open(file);

        assertThat(again.of("asd", "omi-1", "fcdd", 5, 42, Teaching.LABELLED)).contains(figure);
        assertThat(again.of("asd", "omi-1", "fcdd", 5, 42, Teaching.NORMAL)).isEmpty();
        assertThat(again.of("asd", "omi-1", "fcdd(planted=0.2)", 5, 42, Teaching.LABELLED))
                .isEmpty();
        assertThat(again.of("asd", "omi-1", "fcdd", 3, 42, Teaching.LABELLED)).isEmpty();

        Files.writeString(file, "set,series\nasd,omi-1\n");
        assertThatThrownBy(() -> LabelResults.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("labels.csv");
    }
}
