package io.vigie.pipeline;

import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over channel names, timestamps, values (float64, big-endian, missing as one NaN) and labels, in hexadecimal: two
 * data sets with the same one gave the same model. Names of series, units and file formats do not enter.
 */
public final class DataFingerprint {
    private static final int BATCH = 4096;

    private DataFingerprint() {}

    public static String of(TimeSeries series) {
        return of(TrainingSet.of(series));
    }

    public static String of(TrainingSet set) {
        MessageDigest digest = sha256();
        for (String name : set.schema().channelNames()) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        ByteBuffer buffer = ByteBuffer.allocate(BATCH * Double.BYTES);
        for (TrainingSet.Item item : set.items()) {
            TimeSeries series = item.series();
            int rows = series.length();
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, rows));
            digest.update((byte) (series.time().hasTime() ? 1 : 0));
            for (int from = 0; from < rows; from += BATCH) {
                int to = Math.min(rows, from + BATCH);
                buffer.clear();
                for (int row = from; row < to && series.time().hasTime(); row++) {
                    buffer.putLong(series.time().position(row));
                }
                digest.update(buffer.flip());
                for (int row = from; row < to; row++) {
                    digest.update((byte) item.labels().get(row).ordinal());
                }
                for (int c = 0; c < series.channelCount(); c++) {
                    buffer.clear();
                    for (int row = from; row < to; row++) {
                        buffer.putDouble(series.isMissing(c, row) ? Double.NaN : series.value(c, row));
                    }
                    digest.update(buffer.flip());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must provide SHA-256", e);
        }
    }
}
