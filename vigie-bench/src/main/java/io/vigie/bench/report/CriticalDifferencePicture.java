package io.vigie.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A critical-difference picture as SVG: methods on an axis of average ranks, the best at the left, and bars under it that
 * join those that cannot be told apart.
 */
public final class CriticalDifferencePicture {
    private static final int WIDTH = 1120;
    private static final int LABEL_SPACE = 225;
    private static final int LINE = 22;
    private static final int AXIS_Y = 40;
    private static final int BAR = 11;
    private static final double CHARACTER = 7.2;

    private final Ranking ranking;
    private final String highlighted;
    private final int least;
    private final int most;
    private final List<Ranking.Group> groups;

    private CriticalDifferencePicture(Ranking ranking, String highlighted) {
        this.ranking = ranking;
        this.highlighted = highlighted;
        List<Double> ranks = ranking.averageRanks();
        this.least = (int) Math.floor(ranks.get(0));
        this.most = Math.max(least + 1, (int) Math.ceil(ranks.get(ranks.size() - 1)));
        this.groups = ranking.groups();
    }

    /** How the picture takes part in what is around it. */
    public enum Ground {
        /** Takes the colours of the page that holds it: text colour, and the custom property {@code --accent}. */
        OF_THE_PAGE,
        /** Dark on white, for a file of its own. */
        WHITE
    }

    /**
     * Draws a ranking.
     *
     * @param highlighted label in the accent colour
     */
    public static String svg(Ranking ranking, String highlighted, Ground ground) {
        return new CriticalDifferencePicture(ranking, highlighted).draw(ground);
    }

    private String draw(Ground ground) {
        String ink = ground == Ground.WHITE ? "#1b2530" : "currentColor";
        String accent = ground == Ground.WHITE ? "#0b6e99" : "var(--accent)";
        int count = ranking.labels().size();
        int onTheLeft = (count + 1) / 2;
        List<Integer> lanes = lanes();
        int laneCount = lanes.stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
        int labelsY = AXIS_Y + 20 + laneCount * BAR;
        int height = labelsY + onTheLeft * LINE + 14;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Critical-difference picture: average ranks of %d methods over %d files\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"%s\">",
                WIDTH,
                height,
                WIDTH,
                height,
                count,
                ranking.files(),
                ink);
        if (ground == Ground.WHITE) {
            line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        }
        stroke(svg, x(least), AXIS_Y, x(most), AXIS_Y, ink, 1.5);
        int step = Math.max(1, (most - least) / 12);
        for (int rank = least; rank <= most; rank += step) {
            stroke(svg, x(rank), AXIS_Y - 7, x(rank), AXIS_Y, ink, 1.5);
            line(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", x(rank), AXIS_Y - 12, rank);
        }
        line(
                svg,
                "<text x=\"%d\" y=\"14\" text-anchor=\"end\" opacity=\".75\">average rank, 1 is best</text>",
                WIDTH - 8);
        for (int g = 0; g < groups.size(); g++) {
            double y = AXIS_Y + 14 + lanes.get(g) * BAR;
            double from = x(ranking.averageRanks().get(groups.get(g).first())) - 4;
            double to = x(ranking.averageRanks().get(groups.get(g).last())) + 4;
            stroke(svg, from, y, to, y, ink, 5);
        }
        for (int place = 0; place < count; place++) {
            boolean left = place < onTheLeft;
            // the outermost method has the highest label, so that the lines do not cross
            int lane = left ? place : count - 1 - place;
            double y = labelsY + lane * LINE + LINE / 2.0;
            double x = x(ranking.averageRanks().get(place));
            double end = left ? LABEL_SPACE - 8 : WIDTH - LABEL_SPACE + 8;
            boolean marked = ranking.labels().get(place).equals(highlighted);
            String colour = marked ? accent : ink;
            line(
                    svg,
                    "<polyline points=\"%.1f,%d %.1f,%.1f %.1f,%.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\""
                            + " stroke-opacity=\"%s\"/>",
                    x,
                    AXIS_Y,
                    x,
                    y,
                    end,
                    y,
                    colour,
                    marked ? "2.2" : "1",
                    marked ? "1" : ".6");
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>",
                    left ? end - 6 : end + 6,
                    y + 4.5,
                    left ? "end" : "start",
                    colour,
                    marked ? " font-weight=\"700\"" : "",
                    label(place, left));
        }
        svg.append("</svg>\n");
        return svg.toString();
    }

    /** Name and rank, the rank on the side of the axis. */
    private String label(int place, boolean left) {
        String rank = String.format(Locale.ROOT, "%.2f", ranking.averageRanks().get(place));
        String name = ranking.labels().get(place);
        int room = (int) (LABEL_SPACE / CHARACTER) - rank.length() - 3;
        name = name.length() > room ? name.substring(0, room - 1) + "…" : name;
        name = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String pale = "<tspan opacity=\".7\">" + rank + "</tspan>";
        return left ? name + "  " + pale : pale + "  " + name;
    }

    /** The lane of each bar, so that bars that overlap lie under one another. */
    private List<Integer> lanes() {
        List<Integer> lanes = new ArrayList<>();
        List<Integer> lastOfLane = new ArrayList<>();
        for (Ranking.Group group : groups) {
            int lane = 0;
            while (lane < lastOfLane.size() && lastOfLane.get(lane) >= group.first()) {
                lane++;
            }
            if (lane == lastOfLane.size()) {
                lastOfLane.add(group.last());
            } else {
                lastOfLane.set(lane, group.last());
            }
            lanes.add(lane);
        }
        return lanes;
    }

    private double x(double rank) {
        return LABEL_SPACE + (rank - least) / (most - least) * (WIDTH - 2.0 * LABEL_SPACE);
    }

    private static void stroke(
            StringBuilder svg, double x1, double y1, double x2, double y2, String colour, double width) {
        line(
                svg,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1,
                y1,
                x2,
                y2,
                colour,
                width);
    }

    private static void line(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
