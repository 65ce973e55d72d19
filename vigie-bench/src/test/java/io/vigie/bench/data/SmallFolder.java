package io.vigie.bench.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Writes tiny data sets in the layouts of the real ones. */
public final class SmallFolder {
    private final Path root;

    public SmallFolder(Path root) {
        this.root = root;
    }

    public DataFolder folder() {
        return DataFolder.of(root);
    }

    public SmallFolder write(String file, String header, int rows, IntFunction<String> row) {
        StringBuilder text = new StringBuilder(header.isEmpty() ? "" : header + "\n");
        for (int i = 0; i < rows; i++) {
            text.append(row.apply(i)).append('\n');
        }
        return write(file, text.toString());
    }

    public SmallFolder write(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two noisy channels; the first jumps by 5 between two rows. */
    public static String values(int row, int from, int to, String delimiter) {
        return first(row, from, to) + delimiter + (Math.cos(row / 7.0) - noise(row));
    }

    private static double first(int row, int from, int to) {
        return Math.sin(row / 5.0) + noise(row) + (row >= from && row < to ? 5 : 0);
    }

    private static double noise(int row) {
        return Math.sin(row * 12.9898) * 0.3;
    }

    /** Two machines, of which TSB-AD uses the first; a third has no data. */
    public SmallFolder smd() {
        for (String machine : new String[] {"machine-1-2", "machine-1-10"}) {
            write("smd/train/" + machine + ".txt", "", 300, i -> values(i, -1, -1, ","));
            write("smd/test/" + machine + ".txt", "", 200, i -> values(i, 120, 140, ","));
            write("smd/test_label/" + machine + ".txt", "", 200, i -> i >= 120 && i < 140 ? "1" : "0");
        }
        return write("smd/test_label/machine-3-9.txt", "", 10, i -> "0");
    }

    public SmallFolder smapMsl() {
        write("smap-msl/train/X-1.csv", "c0,c1", 300, i -> values(i, -1, -1, ","));
        write("smap-msl/test/X-1.csv", "c0,c1", 200, i -> values(i, 100, 111, ","));
        return write("smap-msl/labeled_anomalies.csv", """
                chan_id,spacecraft,anomaly_sequences,class,num_values
                X-1,SMAP,"[[100, 110], [20, 20]]","[point, point]",200
                A-1,SMAP,"[[1, 2]]",[point],200
                X-1,SMAP,"[[150, 151]]",[point],200
                """);
    }

    public SmallFolder asd() {
        write("asd/omi-1_train.csv", "c0,c1", 300, i -> values(i, -1, -1, ","));
        return write(
                "asd/omi-1_test.csv",
                "c0,c1,Label",
                200,
                i -> values(i, 50, 60, ",") + (i >= 50 && i < 60 ? ",1" : ",0"));
    }

    public SmallFolder jumpStarter() {
        write("jumpstarter/train/service3.csv", "", 300, i -> values(i, -1, -1, ","));
        write("jumpstarter/test/service3.csv", "", 200, i -> values(i, 30, 70, ","));
        return write("jumpstarter/test_label/service3.csv", "", 200, i -> i >= 30 && i < 70 ? "1" : "0");
    }

    public SmallFolder skab() {
        return write(
                "skab/valve1/0.csv",
                "datetime;A;B;anomaly;changepoint",
                700,
                i -> String.format("2020-03-09 10:%02d:%02d;", i / 60, i % 60)
                        + values(i, 500, 600, ";")
                        + (i >= 500 && i < 600 ? ";1.0" : ";0.0")
                        + (i == 500 || i == 600 ? ";1.0" : ";0.0"));
    }

    public SmallFolder tep() {
        write("tep/d00_train.csv", "c0,c1", 300, i -> values(i, -1, -1, ","));
        write("tep/d00_test.csv", "c0,c1,Label", 400, i -> values(i + 1000, -1, -1, ",") + ",0");
        return write(
                "tep/d01_test.csv",
                "c0,c1,Label",
                400,
                i -> values(i + 2000, 2170, 2400, ",") + (i >= 160 ? ",1" : ",0"));
    }

    /** One series with a window, one without anomaly, and one that TSB-AD reports on and that is not there. */
    public SmallFolder nab() {
        for (String name : new String[] {"toy/jump.csv", "toy/calm.csv"}) {
            int jump = name.contains("jump") ? 600 : 10_000;
            write(
                    "nab/data/" + name,
                    "timestamp,value",
                    1000,
                    i -> String.format("2014-04-%02d %02d:%02d:00,", 1 + i / 288, i / 12 % 24, i % 12 * 5)
                            + first(i, jump, jump + 20));
        }
        return write(
                "nab/labels/combined_windows.json",
                "{\"toy/jump.csv\": [[\"2014-04-03 01:15:00.000000\", \"2014-04-03 05:00:00.000000\"]],"
                        + " \"toy/calm.csv\": [], \"realKnownCause/nyc_taxi.csv\": []}");
    }
}
