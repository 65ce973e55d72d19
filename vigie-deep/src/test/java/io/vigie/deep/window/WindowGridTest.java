package io.vigie.deep.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowGridTest {
    @ParameterizedTest
    @CsvSource({"20,8,3,0", "20,8,8,0", "8,8,5,0", "9,8,5,0", "50,7,7,0", "50,7,1,6", "7,7,1,6", "31,10,4,2"})
    void everyRowHasTheWindowsThatSpeakForIt(long rows, int window, int stride, int silent) {
        WindowGrid grid = new WindowGrid(rows, window, stride, silent);
        for (long row = silent; row < rows; row++) {
            int speaking = 0;
            long first = -1;
            long last = -1;
            for (long number = 0; grid.start(number) + window <= rows; number++) {
                if (row >= grid.firstRow(number) && row < grid.start(number) + window) {
                    speaking++;
                    first = first < 0 ? number : first;
                    last = number;
                }
                if (grid.start(number) == rows - window) {
                    break;
                }
            }
            assertThat(speaking).as("row %d", row).isPositive().isEqualTo(grid.count(row));
            assertThat(grid.lowest(row)).as("row %d", row).isEqualTo(first);
            assertThat(grid.highest(row)).as("row %d", row).isEqualTo(last);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,0", "8,8", "19,12"})
    void theLastRowsTakeTheWindowThatEndsTheSeries(long row, long start) {
        WindowGrid grid = new WindowGrid(20, 8, 8, 0);

        assertThat(grid.start(grid.lowest(row))).isEqualTo(start);
        assertThat(grid.count(row)).isEqualTo(1);
    }
}
