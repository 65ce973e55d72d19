package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Disturbance;
import io.vigie.bench.data.DisturbedCase;
import io.vigie.bench.data.Split;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.protocol.PublicProtocols;
import io.vigie.bench.protocol.RobustnessSummary;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.bench.run.Contestant;
import io.vigie.detect.OptionException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What detectors lose where data is worse than a benchmark's. */
@Command(
        name = "robustness",
        description = {
            "Runs detectors on series as they are and with a contaminated train part, missing cells, a shorter train part,"
                    + " sensor noise and jittered sampling, and prints what each loses (VUS-PR) and how far it stays ahead of"
                    + " a rival on the same disturbed series.",
            "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench robustness --track M --split eva-subset --detectors vigie,kmeans --seeds 1 --out robust-M",
            "  vigie bench robustness --track U --split development --files 'NAB/*' --disturbances missing-5,noise-30"
                    + " --detectors vigie,kmeans --seeds 1 --out robust-U"
        })
final class BenchRobustnessCommand implements Callable<Integer> {
    private static final String RIVAL = "kmeans";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--track",
            paramLabel = "M|U",
            required = true,
            converter = BenchTsbAdCommand.TrackConverter.class,
            description = "Multivariate (M) or univariate (U) series.")
    private Track track = Track.MULTIVARIATE;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            required = true,
            converter = SeriesConverter.class,
            description =
                    "development, the series of 'bench develop', to choose settings on; eva-subset, the fixed part of"
                            + " TSB-AD's Eva files, to report, never to choose on.")
    private Series series = Series.DEVELOPMENT;

    @Option(
            names = "--disturbances",
            paramLabel = "LIST",
            split = ",",
            description = "Only these, such as missing-5,noise-30; 'undisturbed' is always run. Default: all.")
    private List<String> disturbances = new ArrayList<>();

    @Option(
            names = "--rival",
            paramLabel = "LABEL",
            defaultValue = RIVAL,
            description = "Detector of the list that the others are compared with. Default: ${DEFAULT-VALUE}.")
    private String rival = RIVAL;

    @Mixin
    private BenchContestOptions contest = new BenchContestOptions();

    @Mixin
    private BenchFileOptions files = new BenchFileOptions();

    @Mixin
    private BenchRunOptions runs = new BenchRunOptions();

    @Mixin
    HelpOption help = new HelpOption();

    /** Which series are disturbed. */
    enum Series {
        DEVELOPMENT {
            @Override
            String protocol(Track track) {
                return PublicProtocols.development(track);
            }

            @Override
            List<BenchmarkCase> cases(DataFolder data, Track track) {
                return DevelopmentSets.of(data).cases(track);
            }

            @Override
            List<String> missing(DataFolder data, Track track) {
                return DevelopmentSets.of(data).missing(track);
            }
        },
        EVA_SUBSET {
            @Override
            String protocol(Track track) {
                return PublicProtocols.tsbAd(track);
            }

            @Override
            List<BenchmarkCase> cases(DataFolder data, Track track) {
                return TsbAd.of(data).cases(track, Split.EVA_SUBSET);
            }

            @Override
            List<String> missing(DataFolder data, Track track) {
                return TsbAd.of(data).missing(track, Split.EVA_SUBSET);
            }
        };

        /** Id of the protocol that measures them. */
        abstract String protocol(Track track);

        /** Those that are there. */
        abstract List<BenchmarkCase> cases(DataFolder data, Track track);

        /** Names of those that are not. */
        abstract List<String> missing(DataFolder data, Track track);
    }

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        DataFolder data = runs.data();
        List<Disturbance> chosen = chosen();
        List<BenchmarkCase> cases = new ArrayList<>();
        for (BenchmarkCase one : series.cases(data, track)) {
            if (files.matches(one.name())) {
                chosen.forEach(disturbance -> cases.add(new DisturbedCase(one, disturbance)));
            }
        }
        List<String> labels =
                contest.contestants().stream().map(Contestant::label).toList();
        requireRival(labels);
        List<String> missing =
                series.missing(data, track).stream().filter(files::matches).toList();
        BenchmarkPlan plan = contest.plan(PublicProtocols.robustness(series.protocol(track)), data, cases, missing);
        return runs.run(plan, command, rows -> {
            PrintWriter out = command.getOut();
            out.println();
            out.print(RobustnessSummary.of(labels, rows).markdown(rival));
        });
    }

    /** Refuses a rival that does not run; the default may be left out, the table then has no leads. */
    private void requireRival(List<String> labels) {
        if (!rival.equals(RIVAL) && !labels.contains(rival)) {
            throw new OptionException("--rival is '" + rival + "', which is not among the detectors "
                    + String.join(", ", labels) + "; name one of them");
        }
    }

    /** Those asked for, in order of the tables. */
    private List<Disturbance> chosen() {
        List<Disturbance> named = disturbances.stream().map(Disturbance::parse).toList();
        List<Disturbance> chosen = new ArrayList<>();
        for (Disturbance disturbance : Disturbance.values()) {
            if (named.isEmpty() || disturbance == Disturbance.UNDISTURBED || named.contains(disturbance)) {
                chosen.add(disturbance);
            }
        }
        return chosen;
    }

    static final class SeriesConverter implements ITypeConverter<Series> {
        @Override
        public Series convert(String text) {
            for (Series one : Series.values()) {
                if (one.name().toLowerCase(Locale.ROOT).replace('_', '-').equalsIgnoreCase(text)) {
                    return one;
                }
            }
            throw new OptionException("--split is '" + text + "'; use development or eva-subset");
        }
    }
}
