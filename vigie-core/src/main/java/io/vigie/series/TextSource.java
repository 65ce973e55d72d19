package io.vigie.series;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Characters of a byte stream: unpacks gzip, reads the byte order mark, and refuses bytes that are not of the encoding.
 * The first characters can be looked at before they are read.
 */
final class TextSource extends Reader {
    /** No table has a longer line; more is a file without line ends or no table at all. */
    static final int LONGEST_LINE = 1 << 24;

    private static final int SAMPLE = 1 << 18;
    private static final int SAMPLE_LINES = 3;

    private final InputStream in;
    private final boolean gzip;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private boolean ended;

    private char[] sample = new char[SAMPLE];
    private int sampleSize;
    private int samplePosition;
    private boolean sampleIsAll;

    private TextSource(InputStream in, boolean gzip, Charset charset) {
        this.in = in;
        this.gzip = gzip;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Bytes that are not of the encoding. */
    private static final class WrongEncoding extends CharacterCodingException {
        private static final long serialVersionUID = 1L;
        private final String found;

        WrongEncoding(String found) {
            this.found = found;
        }

        @Override
        public String getMessage() {
            return found;
        }
    }

    /**
     * Opens a stream and looks at its first lines.
     *
     * @throws BadInputException if it is no text, with what it seems to be
     */
    static TextSource open(InputStream raw, String name, Optional<Charset> wanted) throws IOException {
        PushbackInputStream packed = new PushbackInputStream(raw, 4);
        byte[] start = packed.readNBytes(4);
        packed.unread(start);
        boolean gzip = start.length >= 2 && start[0] == (byte) 0x1f && start[1] == (byte) 0x8b;
        PushbackInputStream in = packed;
        if (gzip) {
            try {
                in = new PushbackInputStream(new GZIPInputStream(packed, 1 << 16), 4);
                start = in.readNBytes(4);
                in.unread(start);
            } catch (EOFException | ZipException e) {
                throw brokenGzip(name, 1, e);
            }
        }
        refuseKnownBinary(start, name);
        Charset charset = wanted.orElse(StandardCharsets.UTF_8);
        int mark = 0;
        if (startsWith(start, 0xef, 0xbb, 0xbf)) {
            charset = StandardCharsets.UTF_8;
            mark = 3;
        } else if (startsWith(start, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (startsWith(start, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        }
        in.skipNBytes(mark);
        TextSource source = new TextSource(in, gzip, charset);
        source.fillSample(name);
        return source;
    }

    private static boolean startsWith(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= start.length || start[i] != (byte) magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static void refuseKnownBinary(byte[] start, String name) {
        String kind = "";
        if (startsWith(start, 'P', 'K', 3, 4)) {
            kind = "a zip archive or an Excel workbook";
        } else if (startsWith(start, 0xd0, 0xcf, 0x11, 0xe0)) {
            kind = "an old Excel workbook";
        } else if (startsWith(start, 'P', 'A', 'R', '1')) {
            kind = "a Parquet file";
        } else if (startsWith(start, 0x89, 'H', 'D', 'F')) {
            kind = "an HDF5 file";
        } else if (startsWith(start, 'B', 'Z', 'h')) {
            kind = "packed with bzip2";
        } else if (startsWith(start, 0xfd, '7', 'z', 'X')) {
            kind = "packed with xz";
        } else if (startsWith(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            kind = "packed with zstd";
        } else if (startsWith(start, 0x1f, 0x8b)) {
            kind = "packed with gzip twice";
        } else if (startsWith(start, '%', 'P', 'D', 'F')) {
            kind = "a PDF document";
        }
        if (!kind.isEmpty()) {
            throw new BadInputException(name + ": this is " + kind + "; give CSV text, plain or packed with gzip");
        }
    }

    private void fillSample(String name) throws IOException {
        long line = 1;
        int lines = 0;
        int checked = 0;
        while (true) {
            int count;
            try {
                count = decode(sample, sampleSize, sample.length - sampleSize);
            } catch (IOException e) {
                throw describe(e, name, line);
            }
            if (count < 0) {
                sampleIsAll = true;
                break;
            }
            sampleSize += count;
            for (; checked < sampleSize; checked++) {
                char c = sample[checked];
                if (c == '\n' || (c == '\r' && checked + 1 < sampleSize && sample[checked + 1] != '\n')) {
                    lines++;
                    line++;
                } else if (c < ' ' && c != '\t' && c != '\r' && c != '\f') {
                    throw new BadInputException(name + ": line " + line + " holds the control character 0x"
                            + String.format(Locale.ROOT, "%02X", (int) c)
                            + ", so this is no CSV text; give CSV, plain or packed with gzip");
                }
            }
            if (sampleSize == sample.length) {
                if (lines >= SAMPLE_LINES) {
                    break;
                }
                if (sampleSize >= LONGEST_LINE) {
                    throw new BadInputException(
                            name + ": line " + line + " is longer than " + LONGEST_LINE / SAMPLE_LINES
                                    + " characters; a table has line ends, so check that this is CSV");
                }
                sample = java.util.Arrays.copyOf(sample, sample.length * 2);
            }
        }
    }

    /** The first characters, whole lines of them but for the end of the text. */
    String sample() {
        if (sampleIsAll) {
            return new String(sample, 0, sampleSize);
        }
        int end = sampleSize;
        while (end > 0 && sample[end - 1] != '\n' && sample[end - 1] != '\r') {
            end--;
        }
        return new String(sample, 0, end == 0 ? sampleSize : end);
    }

    /** True if {@link #sample} is the whole text. */
    boolean sampleIsAll() {
        return sampleIsAll;
    }

    boolean isGzip() {
        return gzip;
    }

    Charset charset() {
        return charset;
    }

    @Override
    public int read(char[] target, int from, int length) throws IOException {
        if (samplePosition < sampleSize) {
            int count = Math.min(length, sampleSize - samplePosition);
            System.arraycopy(sample, samplePosition, target, from, count);
            samplePosition += count;
            if (samplePosition == sampleSize) {
                sample = new char[0];
            }
            return count;
        }
        return decode(target, from, length);
    }

    private int decode(char[] target, int from, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(target, from, length);
        while (true) {
            CoderResult result = decoder.decode(bytes, out, ended);
            if (out.position() > from) {
                // An error in the bytes is met again at the next call, after what is before it has been used.
                return out.position() - from;
            } else if (result.isError()) {
                StringBuilder found = new StringBuilder();
                for (int i = 0; i < Math.min(result.length(), 4); i++) {
                    found.append(
                            String.format(Locale.ROOT, "%s0x%02X", i == 0 ? "" : " ", bytes.get(bytes.position() + i)));
                }
                throw new WrongEncoding(found.toString());
            } else if (ended) {
                return -1;
            } else if (length == 0) {
                return 0;
            }
            bytes.compact();
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            if (count < 0) {
                ended = true;
            } else {
                bytes.position(bytes.position() + count);
            }
            bytes.flip();
        }
    }

    /** What an error while reading means, for the user. */
    BadInputException describe(IOException e, String name, long line) {
        if (e instanceof WrongEncoding) {
            return new BadInputException(
                    name + ": line " + line + " holds the byte " + e.getMessage() + ", which is not " + charset.name()
                            + " text; save the file as UTF-8, or name its charset (windows-1252 is common)",
                    e);
        } else if (gzip && (e instanceof EOFException || e instanceof ZipException)) {
            return brokenGzip(name, line, e);
        }
        return new BadInputException(name + ": reading failed at line " + line + " (" + e.getMessage() + ")", e);
    }

    private static BadInputException brokenGzip(String name, long line, IOException e) {
        return new BadInputException(
                name + ": the gzip data " + (e instanceof EOFException ? "end too early" : "are damaged")
                        + " near line " + line + " (" + e.getMessage() + "); copy or pack the file again",
                e);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
