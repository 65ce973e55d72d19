package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Track;
import io.vigie.bench.protocol.DevelopmentSummary;
import io.vigie.bench.protocol.PublicProtocols;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.bench.run.Contestant;
import io.vigie.bench.run.ResultRow;
import io.vigie.detect.OptionException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs detectors on the series that settings are chosen on. */
@Command(
        name = "develop",
        description = {
            "Runs detectors on the series that settings are chosen on: none that an Eva file of TSB-AD is made of, in sets"
                    + " of which each counts once.",
            "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench develop --track M --detectors vigie,kmeans,pca --seeds 1 --out develop-M",
            "  vigie bench develop --track U --sets Tun,NAB --detectors 'short=kmeans(window=50,clusters=10)' --seeds 1"
                    + " --out develop-U",
            "  vigie bench develop --list --track U --sets injected",
            "",
            "The figure to choose by is the mean of the sets' mean VUS-PR, printed last and once more as Markdown."
        })
final class BenchDevelopCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--track",
            paramLabel = "M|U",
            required = true,
            converter = BenchTsbAdCommand.TrackConverter.class,
            description = "Multivariate (M) or univariate (U) series; with --list both where it is not given.")
    private @Nullable Track track;

    @Option(
            names = "--sets",
            paramLabel = "LIST",
            split = ",",
            description = "Only these sets, such as Tun,NAB. Default: all of the track.")
    private List<String> sets = new ArrayList<>();

    @Mixin
    private BenchContestOptions contest = new BenchContestOptions();

    // What makes the command need no --detectors and no --out; picocli calls such an option a help option.
    @Option(
            names = "--list",
            help = true,
            description = "Print the series, one a line, and run nothing; needs no other option.")
    private boolean list;

    @Mixin
    private BenchRunOptions runs = new BenchRunOptions();

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        DevelopmentSets all = DevelopmentSets.of(runs.data());
        if (list) {
            print(all, command.getOut());
            return ExitCode.DONE;
        }
        Track one = Objects.requireNonNull(track);
        requireKnown(List.of(one));
        List<BenchmarkCase> cases = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String set : chosen(one)) {
            cases.addAll(all.cases(one, set));
            missing.addAll(all.missing(one, set));
        }
        BenchmarkPlan plan = contest.plan(PublicProtocols.development(one), runs.data(), cases, missing);
        return runs.run(plan, command, rows -> printMarkdown(one, plan.contestants(), rows, command.getOut()));
    }

    /** Refuses sets that none of the tracks has. */
    private void requireKnown(List<Track> tracks) {
        Set<String> names = new LinkedHashSet<>();
        tracks.forEach(one -> names.addAll(DevelopmentSets.names(one)));
        for (String set : sets) {
            if (names.stream().noneMatch(set.strip()::equalsIgnoreCase)) {
                String where =
                        tracks.size() > 1 ? "" : " in track " + tracks.get(0).letter();
                throw new OptionException("no set '" + set + "'" + where + "; there are " + String.join(", ", names));
            }
        }
    }

    /** The sets asked for, in order of the tables. */
    private List<String> chosen(Track of) {
        return DevelopmentSets.names(of).stream()
                .filter(name -> sets.isEmpty()
                        || sets.stream().anyMatch(set -> set.strip().equalsIgnoreCase(name)))
                .toList();
    }

    private void print(DevelopmentSets all, PrintWriter out) {
        List<Track> tracks = track == null ? List.of(Track.values()) : List.of(track);
        requireKnown(tracks);
        for (Track one : tracks) {
            List<String> counts = new ArrayList<>();
            int series = 0;
            for (String set : chosen(one)) {
                List<BenchmarkCase> cases = all.cases(one, set);
                cases.forEach(found -> out.println(one.letter() + "  " + found.name()));
                if (!cases.isEmpty()) {
                    counts.add(set + " " + cases.size());
                    series += cases.size();
                }
            }
            out.println(
                    one.letter() + ": " + series + " series" + (series == 0 ? "" : ": " + String.join(", ", counts)));
        }
    }

    private static void printMarkdown(
            Track track, List<Contestant> contestants, List<ResultRow> rows, PrintWriter out) {
        Map<String, DevelopmentSummary> summaries = new LinkedHashMap<>();
        for (Contestant contestant : contestants) {
            summaries.put(
                    contestant.label(),
                    DevelopmentSummary.of(
                            track,
                            rows.stream()
                                    .filter(row -> row.key().detector().equals(contestant.label()))
                                    .toList()));
        }
        out.println();
        out.print(DevelopmentSummary.markdown(summaries));
        out.flush();
    }
}
