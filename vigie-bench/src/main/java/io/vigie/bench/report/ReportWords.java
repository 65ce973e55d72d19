package io.vigie.bench.report;

import io.vigie.bench.report.Entrant.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The sentences of a report, the same on the page and in the Markdown file. */
public final class ReportWords {
    private final BenchmarkReport report;

    public ReportWords(BenchmarkReport report) {
        this.report = report;
    }

    public String title() {
        return report.options().protocol() + ": " + report.options().metric();
    }

    /** What the figures are over: files, seeds, window rule. */
    public String basis() {
        return String.format(
                Locale.ROOT,
                "%s over the same %s%s, from %s. Ours: mean over %s per file. Window rule: %s%s.",
                report.options().metric(),
                count(report.files().size(), "file"),
                official(),
                count(report.families().size(), "data set"),
                seeds(),
                report.windowRule().isEmpty() ? "not stated" : report.windowRule(),
                ofDevelopment() ? "" : " (published: 2024)");
    }

    private boolean ofDevelopment() {
        return report.options().series() == ReportOptions.Series.DEVELOPMENT;
    }

    private String official() {
        if (report.officialFiles() == 0) {
            return "";
        }
        int listed = report.listedFiles();
        String whole = report.officialFiles() + " official evaluation files";
        if (listed == report.files().size()) {
            return " of the " + whole;
        }
        return listed == 0 ? ", none of them among the " + whole : ", " + listed + " of them among the " + whole;
    }

    private static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private String seeds() {
        String list = report.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return report.seeds().size() == 1
                ? "1 seed (" + list + ")"
                : report.seeds().size() + " seeds (" + list + ")";
    }

    /** The answer in a few sentences. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        Entrant reference = report.reference();
        findings.add(String.format(
                Locale.ROOT,
                "%s: %.3f (95 %% interval %.3f to %.3f), mean of data-set means %.3f.",
                reference.label(),
                reference.mean(),
                reference.interval().low(),
                reference.interval().high(),
                reference.familyMean()));
        report.bestRival()
                .flatMap(best -> differenceTo(best.label()))
                .ifPresent(d -> findings.add(against(
                        "the best published method, " + d.rival() + " ("
                                + d.kind().text() + ")",
                        d)));
        report.entrants().stream()
                .filter(e -> e.kind() == Kind.OPEN && e.complete())
                .findFirst()
                .flatMap(best -> differenceTo(best.label()))
                .filter(d -> report.bestRival()
                        .map(b -> !b.label().equals(d.rival()))
                        .orElse(true))
                .ifPresent(d -> findings.add(against("the best published open method, " + d.rival(), d)));
        count("published open methods", rivals(Set.of(Kind.OPEN), false), findings);
        count("baselines", rivals(Set.of(Kind.OURS), true), findings);
        if (report.entrants().stream().anyMatch(e -> e.kind() != Kind.OURS)) {
            String above = report.entrants().stream()
                    .filter(e -> e.kind() != Kind.OURS && e.familyMean() >= reference.familyMean())
                    .map(e -> String.format(
                            Locale.ROOT,
                            "%s %.3f (%s)",
                            e.label(),
                            e.familyMean(),
                            e.kind().text()))
                    .collect(Collectors.joining(", "));
            findings.add("Published methods with as high a mean of data-set means: "
                    + (above.isEmpty() ? "none" : above) + ".");
        }
        return findings;
    }

    private Optional<Difference> differenceTo(String label) {
        return report.differences().stream()
                .filter(d -> d.rival().equals(label))
                .findFirst();
    }

    private String against(String rival, Difference d) {
        return String.format(
                Locale.ROOT,
                "Against %s: %+.3f (%+.3f to %+.3f; by families %+.3f to %+.3f), better on %d files, worse on %d.",
                rival,
                d.mean(),
                d.interval().low(),
                d.interval().high(),
                d.familyInterval().low(),
                d.familyInterval().high(),
                d.wins(),
                d.losses());
    }

    private List<Difference> rivals(Set<Kind> kinds, boolean baselinesOnly) {
        Set<String> baselines = report.entrants().stream()
                .filter(BenchmarkReport::isBaseline)
                .map(Entrant::label)
                .collect(Collectors.toSet());
        return report.differences().stream()
                .filter(d -> kinds.contains(d.kind()))
                .filter(d -> !baselinesOnly || baselines.contains(d.rival()))
                .toList();
    }

    private static void count(String what, List<Difference> rivals, List<String> findings) {
        if (!rivals.isEmpty()) {
            long ahead = rivals.stream().filter(d -> d.interval().low() > 0).count();
            String others = ahead == rivals.size()
                    ? ""
                    : "; not above 0 against "
                            + rivals.stream()
                                    .filter(d -> d.interval().low() <= 0)
                                    .map(Difference::rival)
                                    .collect(Collectors.joining(", "));
            findings.add("The paired interval is above 0 against " + ahead + " of " + rivals.size() + " " + what
                    + others + ".");
        }
    }

    /** What the columns of the leaderboard mean. */
    public String leaderboardLegend() {
        StringBuilder legend = new StringBuilder("By family: mean of the means of the data sets.");
        report.repeats()
                .ifPresent(repeats -> legend.append(" Repeats once: files that repeat another's values (all of them, or"
                                + " 90 % of the stretches of 50 rows of the smaller) count as one; ")
                        .append(groups(repeats)));
        if (report.listedFiles() > 0) {
            legend.append(" By average anomaly length in rows, with the number of files. ");
            int unlisted = report.files().size() - report.listedFiles();
            legend.append(unlisted == 0 ? "" : unlisted + " files are in no published table and in no class. ");
        } else {
            legend.append(' ');
        }
        legend.append("Seconds a series: fit and score, one thread, on the machine named below; published ones on their"
                + " authors' machines. Kinds: ours (this program), open (published, learns from the train part alone),"
                + " pretrained (comes with weights learned elsewhere), closed (figures only).");
        return legend.toString();
    }

    private static String groups(FileRepeats repeats) {
        int count = repeats.groupCount();
        return switch (count) {
            case 0 -> "there are none among these files.";
            case 1 -> "1 group of such files, " + repeats.identicalGroupCount() + " the same to the bit.";
            default ->
                count + " groups of such files, " + repeats.identicalGroupCount() + " of them the same to the bit.";
        };
    }

    /** What the columns of the differences mean. */
    public String differenceLegend() {
        return String.format(
                Locale.ROOT,
                "Mean of the differences over the files that both have. 95 %%: paired percentile bootstrap, %,d resamples of"
                        + " files; by families: whole data sets resampled, the more careful interval. Differences up to"
                        + " %s are ties. p: Wilcoxon's signed-rank test, two-sided, Holm's correction for all rows.",
                Bootstrap.RESAMPLES,
                "0.00001");
    }

    /** What the critical-difference picture shows. */
    public String ranking(Ranking ranking) {
        return String.format(
                Locale.ROOT,
                "Average ranks of %d methods over %d files: ours and the best published ones by mean. Bars join methods that"
                        + " cannot be told apart at 5 %% (Wilcoxon's signed-rank test for every pair, Holm's correction;"
                        + " used instead of Nemenyi's distance, which depends on the other methods). Friedman's test that"
                        + " all rank alike: chi-squared %.1f, p %s.",
                ranking.labels().size(),
                ranking.files(),
                ranking.friedman(),
                ranking.pValue() < 1e-12 ? "< 1e-12" : String.format(Locale.ROOT, "%.2g", ranking.pValue()));
    }

    /** How the figures were made. */
    public List<String> method() {
        List<String> method = new ArrayList<>();
        if (ofDevelopment()) {
            method.add(
                    "Protocol: that of 'vigie bench develop'; detectors learn from the train part of each series and are"
                            + " scaled by its statistics. A failed run counts 0.");
            method.add(seed());
            return method;
        }
        method.add("Protocol: detectors learn from the train prefix that the file name gives and are scaled by its"
                + " statistics; the whole series is scored and evaluated. A failed run counts 0.");
        method.add(
                "Published figures are the per-file tables of their authors; a file without a value is left out of that"
                        + " method and its row says how many it has.");
        int absent = report.officialFiles() - report.listedFiles();
        if (report.listedFiles() > 0 && absent > 0) {
            method.add(absent + " official evaluation files are not compared, so these means are not those of the whole"
                    + " benchmark. Many of the series at hand were rebuilt from their sources instead of copied;"
                    + " coverage.csv of the data folder says which, and how each was checked.");
        }
        method.add(seed());
        return method;
    }

    private String seed() {
        return "Bootstrap seed: " + report.options().seed() + ".";
    }
}
