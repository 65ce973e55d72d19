package io.vigie.series;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a CSV file as they are parsed and collects columns of numbers, without a String a field. */
final class CsvTable extends AbstractBaseCsvCallbackHandler<CsvTable> {
    private static final int MOST_ROWS = Integer.MAX_VALUE - 64;
    private static final int BLOCK_CELLS = 1 << 14;
    private static final int MOST_LONG_CHANNELS = 100_000;
    private static final Labels.State[] STATES = Labels.State.values();

    private final String source;
    private final CsvPlan plan;
    private final MissingTokens missing;
    private final boolean numericTokens;
    private final char mark;
    private final boolean longLayout;
    private final int width;
    private final int[] targets; // channel a column feeds, else one of the codes below
    private final @Nullable TimeParser timeParser;
    private final List<Channel> channels = new ArrayList<>();

    private static final int TIME = -1;
    private static final int LABEL = -2;
    private static final int IGNORED = -3;
    private static final int EMPTY = -4;
    private static final int CHANNEL = -5;

    // Rows are gathered in a block, row by row, and moved to the columns a block at a time: this keeps one stream of
    // writes instead of one a column.
    private final int blockRows;
    private final double[] block;
    private final ColumnBuffer[] columns;
    private int rowsInBlock;
    private int blockOffset;

    private long[] times = new long[1024];
    private byte[] labels = new byte[1024];
    private final boolean labelled;
    private int rows;
    private double label = Double.NaN;

    // Long layout: one entry a row of the file.
    private int[] entryChannels = new int[0];
    private final ColumnBuffer entryValues = new ColumnBuffer();
    private final Map<String, Integer> channelNumbers = new HashMap<>();
    private final List<char[]> channelTexts = new ArrayList<>();
    private int[] following = new int[16];
    private int entryChannel = -1;
    private double entryValue;

    private boolean headerPending;
    private final long lineOffset;
    private long line = 1;
    private long lineInRecord;
    private int newlinesInField;
    private int fields;
    private long blankLines;
    private int pendingBlankRows;
    private long trailingDelimiters;

    CsvTable(String source, CsvPlan plan, CsvFormat format) {
        this.source = source;
        this.plan = plan;
        this.mark = plan.mark();
        this.missing = new MissingTokens(format.missing(), mark);
        this.numericTokens = missing.hasNumbers();
        this.longLayout = plan.longLayout();
        this.width = plan.names().size();
        this.headerPending = plan.header();
        this.lineOffset = plan.skipsFirstLine() ? 1 : 0;
        this.timeParser = plan.time();
        this.targets = new int[width];
        boolean hasLabel = false;
        for (int c = 0; c < width; c++) {
            CsvPlan.Role role = plan.roles()[c];
            hasLabel |= role == CsvPlan.Role.LABEL;
            targets[c] = switch (role) {
                case VALUE -> longLayout ? 0 : channels.size();
                case TIME -> TIME;
                case LABEL -> LABEL;
                case IGNORED -> IGNORED;
                case EMPTY -> EMPTY;
                case CHANNEL -> CHANNEL;
            };
            if (role == CsvPlan.Role.VALUE && !longLayout) {
                channels.add(channel(plan.names().get(c)));
            }
        }
        this.labelled = hasLabel;
        int count = channels.size();
        this.blockRows = Math.max(1, BLOCK_CELLS / Math.max(1, count));
        this.block = new double[blockRows * count];
        this.columns = new ColumnBuffer[count];
        for (int c = 0; c < count; c++) {
            columns[c] = new ColumnBuffer();
        }
        if (longLayout) {
            entryChannels = new int[1024];
        }
    }

    /** A channel whose unit is what a name like "pressure [bar]" ends with. */
    private static Channel channel(String name) {
        int open = name.lastIndexOf('[');
        if (open > 0 && name.endsWith("]") && open + 2 < name.length()) {
            return Channel.of(name)
                    .withUnit(name.substring(open + 1, name.length() - 1).strip());
        }
        return Channel.of(name);
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        line = startingLineNumber + lineOffset;
        lineInRecord = 0;
        newlinesInField = 0;
        fields = 0;
    }

    @Override
    protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
        fields++;
        if (headerPending) {
            return;
        }
        int from = offset;
        int end = offset + length;
        lineInRecord += newlinesInField;
        newlinesInField = quoted ? newlines(text, from, end) : 0;
        while (from < end && isBlank(text[from])) {
            from++;
        }
        while (end > from && isBlank(text[end - 1])) {
            end--;
        }
        if (index >= width) {
            extraField(index, from == end);
            return;
        }
        int target = targets[index];
        if (target >= 0) {
            double value = DecimalParser.parse(text, from, end - from, mark);
            if (!(Math.abs(value) <= Double.MAX_VALUE) || numericTokens) {
                value = unusual(value, index, text, from, end - from);
            }
            if (longLayout) {
                entryValue = value;
            } else {
                block[blockOffset + target] = value;
            }
        } else {
            special(target, index, text, from, end - from);
        }
    }

    private void special(int target, int index, char[] text, int from, int length) {
        switch (target) {
            case TIME -> readTime(index, text, from, length);
            case LABEL -> readLabel(index, text, from, length);
            case CHANNEL -> readChannel(index, text, from, length);
            case EMPTY -> {
                if (length > 0) {
                    throw at(
                            index,
                            "holds '" + show(text, from, length)
                                    + "', but the header gives no name to this column; name it in the header");
                }
            }
            default -> {}
        }
    }

    /** A value that is missing, too large, or no number. */
    private double unusual(double value, int index, char[] text, int from, int length) {
        if (DecimalParser.isNotANumber(value)) {
            if (missing.accept(text, from, length)) {
                return Double.NaN;
            }
            String shown = show(text, from, length);
            if (isInfinityWord(text, from, length)) {
                throw at(
                        index,
                        "'" + shown + "' is infinite; only finite numbers are allowed, so correct it or declare '"
                                + shown + "' a missing token");
            }
            char other = mark == '.' ? ',' : '.';
            double otherMark = DecimalParser.parse(text, from, length, other);
            if (!DecimalParser.isNotANumber(otherMark)) {
                throw at(
                        index,
                        "'" + shown + "' is not a number with decimal mark '" + mark + "'; if the mark is '" + other
                                + "', say so");
            }
            throw at(
                    index,
                    "'" + shown + "' is not a number; correct it, declare it a missing token, or ignore the"
                            + " column");
        }
        if (numericTokens && missing.acceptNumber(value)) {
            return Double.NaN;
        }
        if (Double.isInfinite(value)) {
            throw at(
                    index,
                    "'" + show(text, from, length) + "' is beyond the largest number (1.8e308); correct it or"
                            + " declare it a missing token");
        }
        return value;
    }

    private void readTime(int index, char[] text, int from, int length) {
        if (timeParser == null) {
            throw new IllegalStateException("no time parser");
        }
        long time = timeParser.parse(text, from, length);
        if (time == TimeParser.INVALID) {
            if (missing.accept(text, from, length)) {
                throw at(index, "the time is missing; give every row a time, or remove the row");
            }
            throw at(
                    index,
                    "'" + show(text, from, length) + "' is not a time of the form " + timeParser.describe()
                            + " between 1678 and 2261, as this column holds; correct it, or give the pattern");
        }
        if (rows == times.length) {
            times = Arrays.copyOf(times, grown(rows));
        }
        times[rows] = time;
    }

    private void readLabel(int index, char[] text, int from, int length) {
        Labels.State state;
        if (length == 1 && (text[from] == '0' || text[from] == '1')) {
            state = text[from] == '0' ? Labels.State.NORMAL : Labels.State.ANOMALOUS;
        } else if (missing.accept(text, from, length)) {
            state = Labels.State.UNKNOWN;
        } else {
            Labels.State found = MissingTokens.label(new String(text, from, length));
            if (found == null) {
                throw at(
                        index,
                        "'" + show(text, from, length) + "' is not a label; use 0 or normal, 1 or anomaly, -1 or"
                                + " empty for unknown");
            }
            state = found;
        }
        label = state.ordinal();
    }

    private void readChannel(int index, char[] text, int from, int length) {
        if (length == 0) {
            throw at(index, "the channel's name is empty; give every row a channel");
        }
        // Exports repeat the channels in one order, or give a channel's rows together.
        int before = rows == 0 ? -1 : entryChannels[rows - 1];
        if (before >= 0) {
            if (equal(channelTexts.get(before), text, from, length)) {
                entryChannel = before;
                return;
            }
            int guess = following[before];
            if (equal(channelTexts.get(guess), text, from, length)) {
                entryChannel = guess;
                return;
            }
        }
        String name = new String(text, from, length);
        Integer known = channelNumbers.get(name);
        if (known == null) {
            known = channels.size();
            if (known == MOST_LONG_CHANNELS) {
                throw at(
                        index,
                        "'" + show(text, from, length) + "' is one more than " + MOST_LONG_CHANNELS
                                + " channels; check which column holds the channel");
            }
            channelNumbers.put(name, known);
            channelTexts.add(name.toCharArray());
            channels.add(channel(name));
            if (known == following.length) {
                following = Arrays.copyOf(following, known * 2);
            }
        }
        entryChannel = known;
        if (before >= 0) {
            following[before] = known;
        }
    }

    private void extraField(int index, boolean isEmpty) {
        if (index == width && isEmpty) {
            trailingDelimiters++;
            return;
        }
        throw new BadInputException(source + ": line " + (line + lineInRecord) + " has more than " + width
                + " fields, but " + (plan.header() ? "the header names " + width : "the first line has " + width)
                + "; a field that holds the delimiter " + CsvSniffer.describe(plan.delimiter())
                + " must be quoted, a missing name added");
    }

    @Override
    protected CsvTable buildRecord() {
        if (getRecordType() == RecordType.EMPTY) {
            blankLine();
        } else if (headerPending) {
            headerPending = false;
        } else {
            if (fields < width && !(fields == width - 1 && plan.roles()[width - 1] == CsvPlan.Role.EMPTY)) {
                throw new BadInputException(source + ": line " + (line + lineInRecord) + " has " + fields
                        + (fields == 1 ? " field" : " fields") + ", but "
                        + (plan.header() ? "the header names " + width : "the first line has " + width)
                        + "; complete the line (empty fields are missing values), or remove it");
            }
            if (pendingBlankRows > 0) {
                flushBlankRows();
            }
            endRow();
        }
        return this;
    }

    private void endRow() {
        if (rows >= MOST_ROWS) {
            throw new BadInputException(source + ": more than " + MOST_ROWS + " rows; split the file");
        }
        if (labelled) {
            if (rows == labels.length) {
                labels = Arrays.copyOf(labels, grown(rows));
            }
            labels[rows] = (byte) label;
        }
        if (longLayout) {
            if (rows == entryChannels.length) {
                entryChannels = Arrays.copyOf(entryChannels, grown(rows));
            }
            entryChannels[rows] = entryChannel;
            entryValues.add(entryValue);
        } else {
            blockOffset += columns.length;
            if (++rowsInBlock == blockRows) {
                flushBlock();
            }
        }
        rows++;
    }

    /** In a file of one column a blank line is a missing value, unless nothing follows; elsewhere it is nothing. */
    private void blankLine() {
        if (width == 1 && !headerPending) {
            pendingBlankRows++;
        } else {
            blankLines++;
        }
    }

    private void flushBlankRows() {
        double value = block[blockOffset];
        for (; pendingBlankRows > 0; pendingBlankRows--) {
            boolean counted = missing.accept(new char[0], 0, 0);
            block[blockOffset] = counted ? Double.NaN : value;
            endRow();
        }
        block[blockOffset] = value;
    }

    private void flushBlock() {
        for (int c = 0; c < columns.length; c++) {
            columns[c].addStrided(block, c, columns.length, rowsInBlock);
        }
        rowsInBlock = 0;
        blockOffset = 0;
    }

    private static int grown(int size) {
        return (int) Math.min(MOST_ROWS, size * 2L);
    }

    // ---- results

    /** Line of the file at which the current record starts. */
    long line() {
        return line;
    }

    int rows() {
        return rows;
    }

    Map<String, Long> missingCounts() {
        return missing.counts();
    }

    /** The series and its labels; to be called once. */
    CsvResult finish(String name, ReadReport.Draft report) {
        if (rows == 0) {
            throw new BadInputException(source + ": there is no row of data; give at least one");
        }
        if (blankLines > 0) {
            report.note(blankLines + " blank lines skipped");
        }
        if (trailingDelimiters > 0) {
            report.note(trailingDelimiters + " lines end with one delimiter too many, which was ignored");
        }
        return longLayout ? finishLong(name, report) : finishWide(name, report);
    }

    private CsvResult finishWide(String name, ReadReport.Draft report) {
        flushBlock();
        double[][] values = new double[columns.length][];
        for (int c = 0; c < columns.length; c++) {
            values[c] = columns[c].drain();
        }
        TimeAxis.@Nullable Kind kind = timeParser == null ? null : timeParser.kind();
        TimeAxis time = kind == null ? TimeAxis.rows(rows) : TimeAxis.wrap(kind, Arrays.copyOf(times, rows));
        return new CsvResult(
                TimeSeries.wrap(name, time, channels, values),
                labelled ? java.util.Optional.of(labelsOf(labels, rows)) : java.util.Optional.empty(),
                report.finish(this, plan));
    }

    private CsvResult finishLong(String name, ReadReport.Draft report) {
        double[] entries = entryValues.drain();
        long[] distinct = Arrays.copyOf(times, rows);
        Arrays.sort(distinct);
        int size = 0;
        for (int i = 0; i < rows; i++) {
            if (size == 0 || distinct[size - 1] != distinct[i]) {
                distinct[size++] = distinct[i];
            }
        }
        double needed = 8.0 * size * channels.size();
        if (needed > 0.8 * Runtime.getRuntime().maxMemory()) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "%s: %,d times x %,d channels need %.1f GB, more than the memory; give fewer channels, or more memory",
                    source,
                    size,
                    channels.size(),
                    needed / 1e9));
        }
        double[][] values = new double[channels.size()][size];
        for (double[] column : values) {
            Arrays.fill(column, Double.NaN);
        }
        byte[] rowLabels = new byte[labelled ? size : 0];
        long repeated = 0;
        boolean inOrder = true;
        int row = 0;
        for (int i = 0; i < rows; i++) {
            inOrder &= i == 0 || times[i] >= times[i - 1];
            if (distinct[row] != times[i]) {
                boolean next = row + 1 < size && distinct[row + 1] == times[i];
                row = next ? row + 1 : Arrays.binarySearch(distinct, 0, size, times[i]);
            }
            double[] column = values[entryChannels[i]];
            if (!Double.isNaN(entries[i])) {
                repeated += Double.isNaN(column[row]) ? 0 : 1;
                column[row] = entries[i];
            }
            if (labelled) {
                rowLabels[row] = (byte) Math.max(rowLabels[row], labels[i]);
            }
        }
        report.note(String.format(
                Locale.ROOT, "%,d entries of %,d channels brought to %,d times", rows, channels.size(), size));
        if (!inOrder) {
            report.note("times were not in order in the long layout; rows are sorted by time");
        }
        if (repeated > 0) {
            report.note(repeated + " values for a time and channel that had one already; the last one counts");
        }
        TimeAxis.Kind kind = timeParser == null || timeParser.kind() == null ? TimeAxis.Kind.LOCAL : timeParser.kind();
        TimeAxis time = TimeAxis.wrap(kind, Arrays.copyOf(distinct, size));
        return new CsvResult(
                TimeSeries.wrap(name, time, channels, values),
                labelled ? java.util.Optional.of(labelsOf(rowLabels, size)) : java.util.Optional.empty(),
                report.finish(this, plan));
    }

    private static Labels labelsOf(byte[] codes, int size) {
        Labels.State[] states = new Labels.State[size];
        for (int i = 0; i < size; i++) {
            states[i] = STATES[codes[i]];
        }
        return Labels.of(states);
    }

    // ---- texts

    private BadInputException at(int index, String what) {
        return new BadInputException(source + ": line " + (line + lineInRecord) + ", column " + (index + 1) + " '"
                + plan.names().get(index) + "': " + what);
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || (c >= '\u00a0' && (c == '\u00a0' || c == '\ufeff'));
    }

    private static boolean equal(char[] a, char[] text, int from, int length) {
        return a.length == length && Arrays.equals(a, 0, length, text, from, from + length);
    }

    private static int newlines(char[] text, int from, int end) {
        int count = 0;
        for (int i = from; i < end; i++) {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == end || text[i + 1] != '\n'))) {
                count++;
            }
        }
        return count;
    }

    /** True for the words that other programs write for infinity. */
    static boolean isInfinityWord(char[] text, int from, int length) {
        if (length == 0 || length > 9) {
            return false;
        }
        String word = new String(text, from, length).toLowerCase(Locale.ROOT);
        if (word.startsWith("-") || word.startsWith("+")) {
            word = word.substring(1);
        }
        return word.equals("inf") || word.equals("infinity") || word.equals("\u221e");
    }

    /** Text for a message: short, and without control characters. */
    static String show(char[] text, int from, int length) {
        StringBuilder shown = new StringBuilder();
        for (int i = from; i < from + Math.min(length, 40); i++) {
            if (Character.isISOControl(text[i])) {
                shown.append(text[i] == '\n' ? "\\n" : text[i] == '\r' ? "\\r" : text[i] == '\t' ? "\\t" : "?");
            } else {
                shown.append(text[i]);
            }
        }
        return length > 40 ? shown + "..." : shown.toString();
    }
}
