package io.vigie.bench.data;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** A small data folder with the layout of TSB-AD: noisy sines with a bump, so that tests need no real data. */
public final class TsbAdFolder {
    public static final String EVA = "001_Sine_id_1_Synthetic_tr_300_1st_700.csv";
    public static final String TUNING = "002_Sine_id_2_Synthetic_tr_300_1st_700.csv";
    public static final String NEITHER = "003_Two_Words_id_1_Synthetic_tr_300_1st_700.csv";
    public static final String ABSENT = "004_Sine_id_3_Synthetic_tr_300_1st_700.csv";
    public static final int ROWS = 1000;
    public static final int TRAIN_ROWS = 300;
    public static final int PERIOD = 40;

    private TsbAdFolder() {}

    /** Writes the multivariate track: two tuning files of which one is absent, an Eva file and one of neither list. */
    public static DataFolder write(Path folder) {
        try {
            Path root = folder.resolve("tsb-ad");
            Files.createDirectories(root.resolve("lists"));
            Files.createDirectories(root.resolve("M"));
            list(root, "TSB-AD-M.csv", EVA, TUNING, NEITHER, ABSENT);
            list(root, "TSB-AD-M-Eva.csv", EVA);
            list(root, "TSB-AD-M-Tuning.csv", TUNING, ABSENT);
            packed(root.resolve("M").resolve(EVA + ".gz"), 1);
            packed(root.resolve("M").resolve(TUNING + ".gz"), 2);
            Files.writeString(root.resolve("M").resolve(NEITHER), series(3));
            return DataFolder.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void list(Path root, String name, String... files) throws IOException {
        Files.writeString(
                root.resolve("lists").resolve(name), "file_name\n" + String.join("\n", List.of(files)) + "\n");
    }

    private static void packed(Path file, long seed) throws IOException {
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            out.write(series(seed));
        }
    }

    private static String series(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("0,1,Label\n");
        for (int row = 0; row < ROWS; row++) {
            boolean anomalous = row >= 700 && row < 730;
            double value = Math.sin(2 * Math.PI * row / PERIOD) + 0.05 * random.nextDouble() + (anomalous ? 1.5 : 0);
            text.append(value).append(',').append(0.5 * random.nextDouble()).append(',');
            text.append(anomalous ? "1\n" : "0\n");
        }
        return text.toString();
    }
}
