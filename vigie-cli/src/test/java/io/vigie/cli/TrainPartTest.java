package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeAxis;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainPartTest {
    private static final long HOUR = 3_600_000_000_000L;

    private final TimeAxis hourly = TimeAxis.regular(
            TimeAxis.Kind.INSTANT, Instant.parse("2026-03-01T00:00:00Z").getEpochSecond() * 1_000_000_000L, HOUR, 100);

    @ParameterizedTest
    @CsvSource({
        "40,40",
        "0.25,25",
        "30%,30",
        "until=2026-03-02,24",
        "until=2026-03-01T06:30,7",
        "until=2026-03-01 06:00,6",
        "until=2026-03-01T06:00:00+02:00,4",
        "until=2026-03-01T06:00:00Z,6"
    })
    void readsRowsSharesAndTimes(String text, int rows) {
        assertThat(TrainPart.parse(text).rowsOf(hourly, "plant")).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "many", "0", "-5", "1.5", "0.0", "100%", "0%", "until=soon", "until=2026-13-01", "5 rows"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> TrainPart.parse(text))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("--train");
    }

    @Test
    void refusesAnEmptyPart() {
        assertThatThrownBy(() -> TrainPart.parse("until=2026-02-01").rowsOf(hourly, "plant"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the train part of 'plant' is empty (until 2026-02-01 of 100 rows); give a larger --train");
    }

    @Test
    void refusesTheWholeSeries() {
        assertThatThrownBy(() -> TrainPart.parse("100").rowsOf(hourly, "plant"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("takes all 100 rows of 'plant'");
    }

    @Test
    void refusesATimeWhereThereIsNone() {
        assertThatThrownBy(() -> TrainPart.parse("until=2026-03-02").rowsOf(TimeAxis.rows(10), "plant"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("needs timestamps");
    }
}
