package io.vigie.cli.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One curve on its way into the page: values quantised to 16 bits between their minimum and maximum, little-endian, as
 * base64. Where a curve is longer than the page should carry, each point stands for several rows and keeps both their
 * smallest and their largest value, so that no spike is hidden.
 *
 * @param codes {@code width} codes a point; {@link #MISSING} where there is no value
 * @param width 1 where a point is one row, 2 (smallest, largest) where it stands for several
 * @param rowsPerPoint rows a point stands for
 * @param min value of code 0
 * @param max value of code {@code MISSING - 1}
 */
record Track(char[] codes, int width, int rowsPerPoint, double min, double max) {
    static final char MISSING = 65_535;

    /** A value of each row; NaN where there is none. */
    @FunctionalInterface
    interface Values {
        double at(int row);
    }

    /** The curve of {@code rows} values in at most {@code maxPoints} points. */
    static Track of(Values values, int rows, int maxPoints) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            double value = values.at(row);
            if (!Double.isNaN(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (min > max) {
            min = 0;
            max = 0;
        }
        int rowsPerPoint = rows <= maxPoints ? 1 : (int) Math.ceil(2.0 * rows / maxPoints);
        int width = rowsPerPoint == 1 ? 1 : 2;
        int points = (rows + rowsPerPoint - 1) / rowsPerPoint;
        char[] codes = new char[points * width];
        double scale = max > min ? (MISSING - 1) / (max - min) : 0;
        for (int point = 0; point < points; point++) {
            double smallest = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (int row = point * rowsPerPoint; row < Math.min(rows, (point + 1) * rowsPerPoint); row++) {
                double value = values.at(row);
                if (!Double.isNaN(value)) {
                    smallest = Math.min(smallest, value);
                    largest = Math.max(largest, value);
                }
            }
            boolean none = smallest > largest;
            codes[point * width] = none ? MISSING : (char) Math.round((smallest - min) * scale);
            if (width == 2) {
                codes[point * 2 + 1] = none ? MISSING : (char) Math.round((largest - min) * scale);
            }
        }
        return new Track(codes, width, rowsPerPoint, min, max);
    }

    /** The fields that the page's script reads. */
    Map<String, Object> toMap() {
        ByteBuffer bytes = ByteBuffer.allocate(codes.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asCharBuffer().put(codes);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("codes", Base64.getEncoder().encodeToString(bytes.array()));
        map.put("width", width);
        map.put("rowsPerPoint", rowsPerPoint);
        map.put("min", min);
        map.put("max", max);
        return map;
    }
}
