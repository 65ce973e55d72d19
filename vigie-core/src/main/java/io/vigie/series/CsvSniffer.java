package io.vigie.series;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides from the first lines of a file how all of it is to be read; every decision that was not given is noted. */
final class CsvSniffer {
    /** Fields of one line beyond which a text is taken for no table. */
    static final int MOST_COLUMNS = 1_000_000;

    private static final int SAMPLE_RECORDS = 200;
    private static final int SAMPLE_CELLS = 400_000;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Set<String> TIME_NAMES = Set.of(
            "time",
            "timestamp",
            "timestamps",
            "datetime",
            "date_time",
            "date time",
            "date",
            "time stamp",
            "time_stamp",
            "ts",
            "zeit",
            "zeitstempel",
            "datum",
            "horodatage",
            "timestamp_utc",
            "utc",
            "epoch",
            "timestamp(s)");
    private static final Set<String> LABEL_NAMES =
            Set.of("label", "labels", "anomaly", "is_anomaly", "isanomaly", "is anomaly", "anomalous");
    private static final Set<String> CHANNEL_NAMES = Set.of(
            "channel",
            "tag",
            "tagname",
            "tag_name",
            "tag name",
            "sensor",
            "sensor_id",
            "sensorid",
            "sensor_name",
            "signal",
            "variable",
            "parameter",
            "point",
            "metric",
            "measurement",
            "series");
    private static final Set<String> VALUE_NAMES = Set.of("value", "values", "val", "reading", "wert", "valeur");
    private static final Set<String> INDEX_NAMES = Set.of("", "unnamed: 0", "index", "row", "row_number", "rownumber");

    private final String source;
    private final CsvFormat format;
    private final List<String> notes = new ArrayList<>();
    private final MissingTokens missingWithPoint;
    private final MissingTokens missingWithComma;
    private @Nullable CsvParseException failure;

    private CsvSniffer(String source, CsvFormat format) {
        this.source = source;
        this.format = format;
        this.missingWithPoint = new MissingTokens(format.missing(), '.');
        this.missingWithComma = new MissingTokens(format.missing(), ',');
    }

    /** What a cell looks like. */
    private enum Cell {
        MISSING,
        NUMBER,
        TIME,
        TEXT
    }

    /** A way to cut the sample into cells. */
    private record Cut(char delimiter, char mark, List<String[]> records, double score) {}

    static CsvPlan plan(String source, String sample, boolean sampleIsAll, CsvFormat format) {
        return new CsvSniffer(source, format).plan(sample, sampleIsAll);
    }

    private CsvPlan plan(String text, boolean isAll) {
        String sample = text;
        char delimiter = format.delimiter();
        boolean skipsFirstLine = false;
        if (sample.length() >= 6
                && sample.regionMatches(true, 0, "sep=", 0, 4)
                && (sample.charAt(5) == '\n' || sample.charAt(5) == '\r')) {
            // A line that Excel writes and obeys.
            skipsFirstLine = true;
            if (delimiter == CsvFormat.AUTO_DELIMITER) {
                delimiter = sample.charAt(4);
            }
            notes.add("first line '" + sample.substring(0, 5) + "' names the delimiter and was skipped");
            sample = sample.substring(sample.startsWith("\r\n", 5) ? 7 : 6);
        }
        if (sample.isBlank()) {
            throw new BadInputException(source + ": the file is empty; give a CSV file with at least one row of data");
        }
        Cut cut = cut(sample, isAll, delimiter);
        List<String[]> records = cut.records;
        if (records.isEmpty()) {
            throw new BadInputException(source + ": no line of the file could be read as CSV");
        }
        String[] first = records.get(0);
        if (first.length > MOST_COLUMNS) {
            throw new BadInputException(
                    source + ": line 1 has more than " + MOST_COLUMNS + " fields; check the delimiter");
        }
        boolean header = hasHeader(cut);
        List<String[]> body = header ? records.subList(1, records.size()) : records;
        if (body.isEmpty() && isAll) {
            throw new BadInputException(source + ": there is a header (" + first.length
                    + " names) but no row of data; give at least one row, or say that the file has no header");
        }
        List<String> names = names(first, header);
        int width = names.size();
        Cell[][] cells = new Cell[width][];
        for (int c = 0; c < width; c++) {
            cells[c] = column(body, c, cut.mark);
        }
        CsvPlan.Role[] roles = new CsvPlan.Role[width];
        Arrays.fill(roles, CsvPlan.Role.VALUE);
        markIgnored(names, roles);
        if (header && width > 1 && first[width - 1].isBlank() && allMissing(cells[width - 1])) {
            roles[width - 1] = CsvPlan.Role.EMPTY;
            notes.add("lines end with a delimiter; the empty last column was left out");
        }
        TimeParser time = null;
        int timeColumn = timeColumn(names, first, header, cells, roles, body, cut.mark);
        if (timeColumn >= 0) {
            roles[timeColumn] = CsvPlan.Role.TIME;
            time = timeParser(names.get(timeColumn), body, timeColumn, cut.mark);
        } else if (format.time().kind() == ColumnChoice.Kind.AUTO) {
            notes.add("no time column found; rows are numbered");
        }
        markLabel(names, roles, body);
        boolean isLong = markLong(names, roles, cells, timeColumn, header);
        if (!isLong) {
            refuseText(names, roles, cells, body);
        }
        if (!contains(roles, CsvPlan.Role.VALUE)) {
            throw new BadInputException(source + ": no column is left for a channel (columns: " + shorten(names)
                    + "); a series needs at least one column of numbers besides time and label");
        }
        return new CsvPlan(
                cut.delimiter,
                cut.mark,
                blanksAroundQuotes(sample, cut.delimiter),
                header,
                skipsFirstLine,
                isLong,
                names,
                roles,
                time,
                notes);
    }

    // ---- delimiter and decimal mark

    private Cut cut(String sample, boolean isAll, char given) {
        char[] delimiters = given == CsvFormat.AUTO_DELIMITER ? DELIMITERS : new char[] {given};
        Cut best = null;
        for (char delimiter : delimiters) {
            List<String[]> records = split(sample, isAll, delimiter);
            if (records.isEmpty()) {
                continue;
            }
            for (char mark : marks()) {
                double score = score(records, mark);
                if (best == null || score > best.score + 1e-9) {
                    best = new Cut(delimiter, mark, records, score);
                }
            }
        }
        if (best == null) {
            throw failure == null
                    ? new BadInputException(source + ": there is no row of data; give at least one")
                    : CsvReader.syntax(source, 1, failure);
        }
        if (given == CsvFormat.AUTO_DELIMITER && best.records.get(0).length > 1) {
            notes.add("delimiter " + describe(best.delimiter) + " found by looking");
        }
        if (format.decimalMark() == CsvFormat.DecimalMark.AUTO && best.mark == ',') {
            notes.add("decimal comma found by looking"
                    + (looksGrouped(best)
                            ? "; every number with a comma has three"
                                    + " digits after it, so if commas group thousands, remove them"
                            : ""));
        }
        return best;
    }

    private char[] marks() {
        return switch (format.decimalMark()) {
            case POINT -> new char[] {'.'};
            case COMMA -> new char[] {','};
            case AUTO -> new char[] {'.', ','};
        };
    }

    private static boolean looksGrouped(Cut cut) {
        for (String[] record : cut.records) {
            for (String cell : record) {
                int comma = cell.indexOf(',');
                if (comma >= 0 && !cell.strip().matches("[+-]?\\d{1,3},\\d{3}")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Share of lines of one length, times the share of cells that are numbers, times or missing. */
    private double score(List<String[]> records, char mark) {
        Map<Integer, Integer> lengths = new HashMap<>();
        long typed = 0;
        long known = 0;
        long all = 0;
        for (int r = 0; r < records.size(); r++) {
            String[] record = records.get(r);
            lengths.merge(record.length, 1, Integer::sum);
            if (r > 0 || records.size() == 1) {
                for (String text : record) {
                    Cell cell = classify(text, mark);
                    typed += cell == Cell.NUMBER || cell == Cell.TIME ? 1 : 0;
                    known += cell == Cell.MISSING ? 1 : 0;
                }
                all += record.length;
            }
        }
        int usual = 0;
        int count = 0;
        for (Map.Entry<Integer, Integer> entry : lengths.entrySet()) {
            if (entry.getValue() > count) {
                count = entry.getValue();
                usual = entry.getKey();
            }
        }
        double share = all == 0 ? 0 : (typed + 0.5 * known) / all;
        double consistent = count / (double) records.size();
        double headerFits = records.get(0).length == usual ? 1.0 : 0.5;
        return consistent * headerFits * (0.05 + share) * (usual > 1 ? 1.25 : 1.0);
    }

    private List<String[]> split(String sample, boolean isAll, char delimiter) {
        List<String[]> records = new ArrayList<>();
        long cells = 0;
        boolean whole = false;
        try (var reader =
                builder(delimiter, blanksAroundQuotes(sample, delimiter)).ofCsvRecord(sample)) {
            var iterator = reader.iterator();
            while (true) {
                if (!iterator.hasNext()) {
                    whole = true;
                    break;
                }
                CsvRecord record = iterator.next();
                if (records.size() >= SAMPLE_RECORDS || (cells >= SAMPLE_CELLS && records.size() >= 2)) {
                    break;
                }
                records.add(record.getFields().toArray(new String[0]));
                cells += record.getFieldCount();
            }
        } catch (CsvParseException e) {
            // What could be cut before a quote that is left open still tells the form; reading reports the error.
            failure = e;
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (whole && !isAll && records.size() > 1) {
            records.remove(records.size() - 1); // may be cut inside a quoted field
        }
        return records;
    }

    /** True if a blank stands between a delimiter and a quote: parsing such a file takes a slower way. */
    private static boolean blanksAroundQuotes(String sample, char delimiter) {
        return delimiter != ' ' && (sample.contains(delimiter + " \"") || sample.contains("\" " + delimiter));
    }

    static CsvReaderBuilder builder(char delimiter, boolean blanksAroundQuotes) {
        return de.siegmar.fastcsv.reader.CsvReader.builder()
                .fieldSeparator(delimiter)
                .trimWhitespacesAroundQuotes(blanksAroundQuotes)
                .allowUnclosedQuote(false)
                .maxBufferSize(TextSource.LONGEST_LINE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    }

    // ---- header

    private boolean hasHeader(Cut cut) {
        switch (format.header()) {
            case YES -> {
                return true;
            }
            case NO -> {
                return false;
            }
            case AUTO -> {}
        }
        String[] first = cut.records.get(0);
        List<String[]> body = cut.records.subList(1, cut.records.size());
        if (isNumbering(first, cut.mark) && !body.isEmpty()) {
            notes.add("the first line counts 0, 1, 2, ... and was taken for a header");
            return true;
        }
        int votes = 0;
        boolean anyText = false;
        for (int c = 0; c < first.length; c++) {
            Cell cell = classify(first[c], cut.mark);
            anyText |= cell == Cell.TEXT;
            if (cell == Cell.TIME || (cell == Cell.NUMBER && !first[c].strip().matches("\\d{1,6}"))) {
                votes--;
            } else if (cell == Cell.TEXT) {
                Cell[] below = column(body, c, cut.mark);
                votes += mostlyText(below) ? 0 : 1;
            }
        }
        boolean header = votes > 0 || (votes == 0 && anyText && allTextOrMissing(first, cut.mark));
        notes.add(
                header
                        ? "first line taken for a header"
                        : "no header found; channels are named by column: c1, c2, ...");
        return header;
    }

    /** True for 0, 1, 2, ... with an optional empty cell before: names that a data frame without names is given. */
    private boolean isNumbering(String[] first, char mark) {
        int offset = first.length > 0 && first[0].isBlank() ? 1 : 0;
        if (first.length - offset < 3) {
            return false;
        }
        for (int c = offset; c < first.length; c++) {
            if (classify(first[c], mark) != Cell.NUMBER || !first[c].strip().equals(Integer.toString(c - offset))) {
                return false;
            }
        }
        return true;
    }

    private boolean allTextOrMissing(String[] first, char mark) {
        for (String cell : first) {
            Cell kind = classify(cell, mark);
            if (kind != Cell.TEXT && kind != Cell.MISSING) {
                return false;
            }
        }
        return true;
    }

    private List<String> names(String[] first, boolean header) {
        List<String> names = new ArrayList<>(first.length);
        Set<String> taken = new HashSet<>();
        if (header) {
            for (String cell : first) {
                taken.add(clean(cell));
            }
        }
        Set<String> used = new HashSet<>();
        int nameless = 0;
        List<String> renamed = new ArrayList<>();
        for (int c = 0; c < first.length; c++) {
            String name = header ? clean(first[c]) : "";
            if (name.isEmpty()) {
                name = "c" + (c + 1);
                nameless += header ? 1 : 0;
            }
            if (!used.add(name)) {
                int number = 2;
                String base = name;
                while (taken.contains(base + "_" + number) || used.contains(base + "_" + number)) {
                    number++;
                }
                name = base + "_" + number;
                used.add(name);
                renamed.add(name);
            }
            names.add(name);
        }
        if (nameless > 0) {
            notes.add(nameless + (nameless == 1 ? " column has" : " columns have") + " no name and "
                    + (nameless == 1 ? "was" : "were") + " named by position, as c1");
        }
        if (!renamed.isEmpty()) {
            notes.add("repeated names in the header were numbered: " + shorten(renamed));
        }
        return names;
    }

    private static String clean(String name) {
        return name.strip().replaceAll("\\s+", " ");
    }

    // ---- roles

    private void markIgnored(List<String> names, CsvPlan.Role[] roles) {
        for (String wanted : format.ignored()) {
            ColumnChoice choice = ColumnChoice.parse(wanted);
            int index = (choice.isExplicit() ? choice : ColumnChoice.named(wanted)).indexIn(names);
            if (index < 0) {
                throw new BadInputException(
                        source + ": there is no column '" + wanted + "' to ignore; columns are " + shorten(names));
            }
            roles[index] = CsvPlan.Role.IGNORED;
        }
    }

    private int explicit(ColumnChoice choice, String part, List<String> names, CsvPlan.Role[] roles) {
        int index = choice.indexIn(names);
        if (index < 0) {
            throw new BadInputException(
                    source + ": there is no " + part + " column '" + choice + "'; columns are " + shorten(names));
        }
        if (roles[index] != CsvPlan.Role.VALUE) {
            throw new BadInputException(source + ": column '" + names.get(index) + "' cannot be the " + part
                    + " column, for it is already " + roles[index].name().toLowerCase(Locale.ROOT));
        }
        return index;
    }

    private int timeColumn(
            List<String> names,
            String[] first,
            boolean header,
            Cell[][] cells,
            CsvPlan.Role[] roles,
            List<String[]> body,
            char mark) {
        if (format.time().kind() == ColumnChoice.Kind.NONE) {
            return -1;
        }
        if (format.time().isExplicit()) {
            return explicit(format.time(), "time", names, roles);
        }
        for (int c = 0; c < names.size(); c++) {
            if (roles[c] == CsvPlan.Role.VALUE && all(cells[c], Cell.TIME)) {
                notes.add("column '" + names.get(c) + "' found to hold the time");
                return c;
            }
        }
        for (int c = 0; c < names.size(); c++) {
            if (roles[c] != CsvPlan.Role.VALUE) {
                continue;
            }
            boolean named = header && TIME_NAMES.contains(names.get(c).toLowerCase(Locale.ROOT));
            if (named && !format.timePattern().isEmpty()) {
                return c;
            }
            boolean rising = all(cells[c], Cell.NUMBER) && rises(body, c, mark);
            if ((named || (c == 0 && rising)) && isEpoch(body, c, mark)) {
                notes.add("column '" + names.get(c) + "' found to hold the time");
                return c;
            }
            if (named && rising) {
                roles[c] = CsvPlan.Role.IGNORED;
                notes.add("column '" + names.get(c) + "' rises but is no date and no epoch number; it was left out");
            } else if (c == 0
                    && header
                    && INDEX_NAMES.contains(first[c].strip().toLowerCase(Locale.ROOT))
                    && rising
                    && countsByOne(body, c, mark)) {
                roles[c] = CsvPlan.Role.IGNORED;
                notes.add("column '" + names.get(c) + "' numbers the rows and was left out");
            }
        }
        if (!format.timePattern().isEmpty()) {
            TimeParser parser =
                    TimeParser.pattern(format.timePattern(), format.zone().orElse(null));
            for (int c = 0; c < names.size(); c++) {
                char[] cell = firstPresent(body, c);
                if (roles[c] == CsvPlan.Role.VALUE
                        && cell != null
                        && parser.parse(cell, 0, cell.length) != TimeParser.INVALID) {
                    notes.add("column '" + names.get(c) + "' found to hold the time");
                    return c;
                }
            }
            throw new BadInputException(source + ": no column fits the time pattern '" + format.timePattern()
                    + "'; name the time column, or mend the pattern");
        }
        return -1;
    }

    private TimeParser timeParser(String name, List<String[]> body, int column, char mark) {
        @Nullable ZoneId zone = format.zone().orElse(null);
        if (!format.timePattern().isEmpty()) {
            return TimeParser.pattern(format.timePattern(), zone);
        }
        char[] cell = firstPresent(body, column);
        if (cell == null) {
            return TimeParser.iso(zone);
        }
        if (TimeParser.iso(null).parse(cell, 0, cell.length) != TimeParser.INVALID) {
            return TimeParser.iso(zone);
        }
        double number = DecimalParser.parse(cell, 0, cell.length, mark);
        if (DecimalParser.isNotANumber(number)) {
            throw new BadInputException(
                    source + ": column '" + name + "' holds '" + CsvTable.show(cell, 0, cell.length)
                            + "', which is no ISO-8601 time and no epoch number; give its pattern, as in 'dd/MM/yyyy HH:mm:ss'");
        }
        long unit = epochUnit(body, column, mark);
        if (unit == 0) {
            throw new BadInputException(source + ": column '" + name + "' holds " + CsvTable.show(cell, 0, cell.length)
                    + ", whose size is that of no epoch time in s, ms, us or ns; give its pattern, or choose no time"
                    + " column (none)");
        }
        TimeParser parser = TimeParser.epoch(unit, mark);
        notes.add("times read as " + parser.describe() + ", by their size");
        return parser;
    }

    /** Unit that the number of median size among the first rows speaks for. */
    private long epochUnit(List<String[]> body, int column, char mark) {
        double[] sizes = new double[body.size()];
        int count = 0;
        for (String[] record : body) {
            if (column < record.length && classify(record[column], mark) == Cell.NUMBER) {
                sizes[count++] = Math.abs(number(record[column], mark));
            }
        }
        Arrays.sort(sizes, 0, count);
        return count == 0 ? 0 : TimeParser.epochUnit(sizes[count / 2]);
    }

    private boolean isEpoch(List<String[]> body, int column, char mark) {
        for (String[] record : body) {
            Cell cell = column < record.length ? classify(record[column], mark) : Cell.MISSING;
            if (cell == Cell.TEXT || cell == Cell.TIME) {
                return false;
            }
        }
        return epochUnit(body, column, mark) != 0;
    }

    private void markLabel(List<String> names, CsvPlan.Role[] roles, List<String[]> body) {
        if (format.label().isExplicit()) {
            roles[explicit(format.label(), "label", names, roles)] = CsvPlan.Role.LABEL;
            return;
        }
        for (int c = 0; c < names.size() && format.label().kind() == ColumnChoice.Kind.AUTO; c++) {
            if (roles[c] == CsvPlan.Role.VALUE
                    && LABEL_NAMES.contains(names.get(c).toLowerCase(Locale.ROOT))
                    && areLabels(body, c)) {
                roles[c] = CsvPlan.Role.LABEL;
                notes.add("column '" + names.get(c) + "' taken for labels, not for a channel");
                return;
            }
        }
    }

    private static boolean areLabels(List<String[]> body, int column) {
        for (String[] record : body) {
            if (column < record.length && MissingTokens.label(record[column].strip()) == null) {
                return false;
            }
        }
        return true;
    }

    private boolean markLong(List<String> names, CsvPlan.Role[] roles, Cell[][] cells, int timeColumn, boolean header) {
        if (format.layout() == CsvFormat.Layout.WIDE) {
            return false;
        }
        boolean wanted = format.layout() == CsvFormat.Layout.LONG
                || format.channel().isExplicit()
                || format.value().isExplicit();
        int channel = format.channel().isExplicit() ? explicit(format.channel(), "channel", names, roles) : -1;
        int value = format.value().isExplicit() ? explicit(format.value(), "value", names, roles) : -1;
        List<Integer> texts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int c = 0; c < roles.length; c++) {
            if (roles[c] == CsvPlan.Role.VALUE) {
                String name = header ? names.get(c).toLowerCase(Locale.ROOT) : "";
                if (channel < 0 && c != value && CHANNEL_NAMES.contains(name)) {
                    channel = c;
                } else if (value < 0 && c != channel && VALUE_NAMES.contains(name)) {
                    value = c;
                }
                (mostlyText(cells[c]) ? texts : numbers).add(c);
            }
        }
        if (channel < 0 && texts.size() == 1 && texts.get(0) != value) {
            channel = texts.get(0);
        }
        if (value < 0 && channel >= 0) {
            numbers.remove((Integer) channel);
            if (numbers.size() == 1) {
                value = numbers.get(0);
            }
        }
        boolean complete = channel >= 0 && value >= 0 && timeColumn >= 0;
        if (!wanted) {
            boolean three = complete && texts.size() == 1 && texts.get(0) == channel && numbers.equals(List.of(value));
            boolean namedLong = complete
                    && header
                    && CHANNEL_NAMES.contains(names.get(channel).toLowerCase(Locale.ROOT))
                    && VALUE_NAMES.contains(names.get(value).toLowerCase(Locale.ROOT));
            if (!three && !namedLong) {
                return false;
            }
            notes.add("long layout found by looking: channel names in '" + names.get(channel) + "', values in '"
                    + names.get(value) + "'");
        } else if (!complete) {
            String lacking = timeColumn < 0 ? "time" : channel < 0 ? "channel" : "value";
            throw new BadInputException(source + ": the long layout needs a time, a channel and a value column, and no "
                    + lacking + " column was found among " + shorten(names) + "; name it");
        }
        List<String> unused = new ArrayList<>();
        for (int c = 0; c < roles.length; c++) {
            if (c == channel) {
                roles[c] = CsvPlan.Role.CHANNEL;
            } else if (roles[c] == CsvPlan.Role.VALUE && c != value) {
                roles[c] = CsvPlan.Role.IGNORED;
                unused.add(names.get(c));
            }
        }
        if (!unused.isEmpty()) {
            notes.add("not used in the long layout: " + shorten(unused));
        }
        return true;
    }

    private void refuseText(List<String> names, CsvPlan.Role[] roles, Cell[][] cells, List<String[]> body) {
        List<String> texts = new ArrayList<>();
        String example = "";
        for (int c = 0; c < roles.length; c++) {
            if (roles[c] == CsvPlan.Role.VALUE && allText(cells[c])) {
                char[] cell = firstPresent(body, c);
                example = texts.isEmpty() && cell != null ? CsvTable.show(cell, 0, cell.length) : example;
                texts.add(names.get(c));
            }
        }
        if (!texts.isEmpty()) {
            boolean one = texts.size() == 1;
            throw new BadInputException(source + ": "
                    + (one ? "column '" + texts.get(0) + "' holds" : "columns " + shorten(texts) + " hold")
                    + " text such as '" + example
                    + "', not numbers; ignore " + (one ? "the column" : "these columns")
                    + ", or, if it is the time, give its pattern, as in 'dd/MM/yyyy HH:mm:ss'");
        }
    }

    // ---- cells

    private Cell classify(String text, char mark) {
        char[] cell = text.strip().toCharArray();
        MissingTokens missing = mark == '.' ? missingWithPoint : missingWithComma;
        if (missing.accept(cell, 0, cell.length)) {
            return Cell.MISSING;
        }
        double number = DecimalParser.parse(cell, 0, cell.length, mark);
        if (!DecimalParser.isNotANumber(number)) {
            return missing.acceptNumber(number) ? Cell.MISSING : Cell.NUMBER;
        } else if (CsvTable.isInfinityWord(cell, 0, cell.length)) {
            return Cell.NUMBER;
        } else if (TimeParser.iso(null).parse(cell, 0, cell.length) != TimeParser.INVALID) {
            return Cell.TIME;
        }
        return Cell.TEXT;
    }

    private double number(String text, char mark) {
        char[] cell = text.strip().toCharArray();
        return DecimalParser.parse(cell, 0, cell.length, mark);
    }

    private Cell[] column(List<String[]> body, int column, char mark) {
        Cell[] cells = new Cell[body.size()];
        for (int r = 0; r < cells.length; r++) {
            String[] record = body.get(r);
            cells[r] = column < record.length ? classify(record[column], mark) : Cell.MISSING;
        }
        return cells;
    }

    private char @Nullable [] firstPresent(List<String[]> body, int column) {
        for (String[] record : body) {
            if (column < record.length && classify(record[column], '.') != Cell.MISSING) {
                return record[column].strip().toCharArray();
            }
        }
        return null;
    }

    private boolean rises(List<String[]> body, int column, char mark) {
        double before = Double.NEGATIVE_INFINITY;
        for (String[] record : body) {
            double value = column < record.length ? number(record[column], mark) : Double.NaN;
            if (!(value >= before)) {
                return false;
            }
            before = value;
        }
        return body.size() > 1;
    }

    private boolean countsByOne(List<String[]> body, int column, char mark) {
        double start = number(body.get(0)[column], mark);
        for (int r = 0; r < body.size(); r++) {
            if (number(body.get(r)[column], mark) != start + r) {
                return false;
            }
        }
        return start == 0 || start == 1;
    }

    private static boolean all(Cell[] cells, Cell kind) {
        boolean any = false;
        for (Cell cell : cells) {
            if (cell != kind && cell != Cell.MISSING) {
                return false;
            }
            any |= cell == kind;
        }
        return any;
    }

    private static boolean allText(Cell[] cells) {
        boolean any = false;
        for (Cell cell : cells) {
            if (cell == Cell.NUMBER) {
                return false;
            }
            any |= cell != Cell.MISSING;
        }
        return any;
    }

    private static boolean mostlyText(Cell[] cells) {
        int text = 0;
        int other = 0;
        for (Cell cell : cells) {
            text += cell == Cell.TEXT ? 1 : 0;
            other += cell == Cell.NUMBER || cell == Cell.TIME ? 1 : 0;
        }
        return text > other;
    }

    private static boolean allMissing(Cell[] cells) {
        for (Cell cell : cells) {
            if (cell != Cell.MISSING) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(CsvPlan.Role[] roles, CsvPlan.Role wanted) {
        return Arrays.asList(roles).contains(wanted);
    }

    /** A delimiter for a message. */
    static String describe(char delimiter) {
        return delimiter == '\t' ? "tab" : "'" + delimiter + "'";
    }

    /** The first few names, and how many more. */
    static String shorten(List<String> names) {
        int shown = Math.min(names.size(), 8);
        String text = "'" + String.join("', '", names.subList(0, shown)) + "'";
        return shown < names.size() ? text + " and " + (names.size() - shown) + " more" : text;
    }
}
