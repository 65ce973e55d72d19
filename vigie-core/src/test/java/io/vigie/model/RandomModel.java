package io.vigie.model;

import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.SeriesSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random models with every kind of entry and every awkward value, by seed. */
final class RandomModel {
    private static final String[] TEXTS = {
        "", "plain", "höhe", "\uD83C\uDF0A", "a\"b\\c\n\t\u0000", "\u2028", "NaN", "-0"
    };
    private static final double[] NUMBERS = {
        0.0,
        -0.0,
        1.0 / 3,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_NORMAL,
        2e-44,
        0.1,
        Math.PI
    };
    private static final long[] INTEGERS = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1};

    private RandomModel() {}

    static MemoryModel content(long seed) {
        MemoryModel model = new MemoryModel();
        fill(model, new SplittableRandom(seed), 0);
        return model;
    }

    static Manifest manifest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Channel> channels = new ArrayList<>();
        for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
            channels.add(new Channel(
                    "channel " + i + TEXTS[random.nextInt(TEXTS.length)],
                    random.nextBoolean() ? null : TEXTS[random.nextInt(TEXTS.length)],
                    random.nextBoolean() ? Double.NaN : random.nextDouble(),
                    ChannelRole.values()[random.nextInt(2)]));
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            options.put("option-" + i, TEXTS[random.nextInt(TEXTS.length)]);
        }
        return Manifest.of(
                        "kind-" + random.nextInt(10),
                        new SeriesSchema(channels, Duration.ofNanos(random.nextLong(1L << 50))),
                        Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000)))
                .withOptions(options)
                .withProvenance("seed", Long.toString(random.nextLong()))
                .withProvenance("data-sha256", "00ff");
    }

    private static void fill(MemoryModel model, SplittableRandom random, int depth) {
        for (int i = 0, n = 1 + random.nextInt(8); i < n; i++) {
            String name = "e" + i + "._-".charAt(random.nextInt(3));
            switch (random.nextInt(depth < 4 ? 11 : 9)) {
                case 0 -> model.text(name, TEXTS[random.nextInt(TEXTS.length)]);
                case 1 -> model.texts(name, List.of(TEXTS).subList(0, random.nextInt(TEXTS.length)));
                case 2 -> model.integer(name, INTEGERS[random.nextInt(INTEGERS.length)]);
                case 3 -> model.number(name, NUMBERS[random.nextInt(NUMBERS.length)]);
                case 4 -> model.flag(name, random.nextBoolean());
                case 5 -> {
                    int[] shape = shape(random);
                    double[] values = new double[Tensor.elements(shape)];
                    for (int k = 0; k < values.length; k++) {
                        values[k] = random.nextInt(20) == 0
                                ? NUMBERS[random.nextInt(NUMBERS.length)]
                                : Double.longBitsToDouble(random.nextLong());
                    }
                    model.tensor(name, values, shape);
                }
                case 6 -> {
                    int[] shape = shape(random);
                    float[] values = new float[Tensor.elements(shape)];
                    for (int k = 0; k < values.length; k++) {
                        values[k] = random.nextInt(50) == 0 ? Float.NaN : (float) random.nextDouble(-1e30, 1e30);
                    }
                    model.tensor(name, values, shape);
                }
                case 7 -> {
                    int[] shape = shape(random);
                    model.tensor(name, random.longs(Tensor.elements(shape)).toArray(), shape);
                }
                case 8 -> {
                    int[] shape = shape(random);
                    model.tensor(name, random.ints(Tensor.elements(shape)).toArray(), shape);
                }
                default -> fill(model.section(name), random, depth + 1);
            }
        }
    }

    private static int[] shape(SplittableRandom random) {
        int[] shape = new int[1 + random.nextInt(3)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = random.nextInt(6);
        }
        if (random.nextInt(30) == 0) {
            shape[0] = 20_000;
        }
        return shape;
    }
}
