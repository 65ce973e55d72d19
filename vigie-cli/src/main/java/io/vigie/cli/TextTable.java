package io.vigie.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints columns aligned; the last column is wrapped to the width of the terminal. */
final class TextTable {
    static final int WIDTH = 140;
    private static final int MIN_LAST = 30;

    private TextTable() {}

    static void print(PrintWriter out, List<String> header, List<List<String>> rows) {
        int columns = header.size();
        int[] widths = new int[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = header.get(c).length();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int before = 0;
        for (int c = 0; c < columns - 1; c++) {
            widths[c] = Math.min(widths[c], 60);
            before += widths[c] + 2;
        }
        widths[columns - 1] = Math.max(MIN_LAST, Math.min(widths[columns - 1], WIDTH - before));
        line(out, header, widths);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        line(out, rule, widths);
        for (List<String> row : rows) {
            line(out, row, widths);
        }
    }

    private static void line(PrintWriter out, List<String> cells, int[] widths) {
        List<List<String>> wrapped = new ArrayList<>();
        int lines = 1;
        for (int c = 0; c < cells.size(); c++) {
            wrapped.add(wrap(cells.get(c), widths[c]));
            lines = Math.max(lines, wrapped.get(c).size());
        }
        for (int i = 0; i < lines; i++) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < cells.size(); c++) {
                String part = i < wrapped.get(c).size() ? wrapped.get(c).get(i) : "";
                text.append(part);
                if (c < cells.size() - 1) {
                    text.append(" ".repeat(widths[c] - part.length() + 2));
                }
            }
            out.println(text.toString().stripTrailing());
        }
    }

    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int cut = rest.lastIndexOf(' ', width);
            if (cut <= 0) {
                cut = width;
            }
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
