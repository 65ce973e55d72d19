package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.Split;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.protocol.PublicProtocols;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.detect.OptionException;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs detectors on TSB-AD by its official protocol. */
@Command(
        name = "tsb-ad",
        description = {
            "Runs detectors on the series of TSB-AD by its official protocol: the train prefix teaches, the whole series is"
                    + " scored and measured.",
            "Every run is a row of DIR/results.csv; the same command goes on where it was interrupted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench tsb-ad --track M --split tuning --detectors vigie,kmeans,pca,random --out result",
            "  vigie bench tsb-ad --track U --split tuning --detectors 'short=kmeans(window=50,clusters=10)' --seeds 1"
                    + " --out result",
            "",
            "Seeds are --seed, --seed + 1 and so on. 'random' is a random score, '1-nn' is knn(neighbours=1)."
        })
final class BenchTsbAdCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--track",
            paramLabel = "M|U",
            required = true,
            converter = TrackConverter.class,
            description = "Multivariate (M) or univariate (U) series.")
    private Track track = Track.MULTIVARIATE;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            required = true,
            converter = SplitConverter.class,
            description =
                    "tuning and neither (on neither list) to choose settings on; eva, or eva-subset (20 M or 30 U files"
                            + " of it, all families), to report, never to choose on.")
    private Split split = Split.TUNING;

    @Mixin
    private BenchContestOptions contest = new BenchContestOptions();

    @Mixin
    private BenchFileOptions files = new BenchFileOptions();

    @Mixin
    private BenchRunOptions runs = new BenchRunOptions();

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        DataFolder data = runs.data();
        TsbAd tsbAd = TsbAd.of(data);
        List<BenchmarkCase> cases = tsbAd.cases(track, split).stream()
                .filter(one -> files.matches(one.name()))
                .toList();
        List<String> missing =
                tsbAd.missing(track, split).stream().filter(files::matches).toList();
        BenchmarkPlan plan = contest.plan(PublicProtocols.tsbAd(track), data, cases, missing);
        return runs.run(plan, Objects.requireNonNull(spec).commandLine());
    }

    static final class TrackConverter implements ITypeConverter<Track> {
        @Override
        public Track convert(String text) {
            return Track.parse(text);
        }
    }

    static final class SplitConverter implements ITypeConverter<Split> {
        @Override
        public Split convert(String text) {
            for (Split split : Split.values()) {
                if (text.equalsIgnoreCase(split.name().replace('_', '-'))) {
                    return split;
                }
            }
            throw new OptionException("--split is '" + text + "'; use tuning, neither, eva or eva-subset");
        }
    }

    static final class RuleConverter implements ITypeConverter<WindowLengthRule> {
        @Override
        public WindowLengthRule convert(String text) {
            for (WindowLengthRule rule : WindowLengthRule.values()) {
                if (text.equals(rule.name().replace("RULE_", ""))) {
                    return rule;
                }
            }
            throw new OptionException("--rule is '" + text + "'; use 2024 or 2026");
        }
    }
}
