package io.vigie.bench.impute;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.impute.FittedImputer;
import io.vigie.detect.impute.ImputationMethod;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.prepare.ScaleRule;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a method on the train part of series, which is taken for normal: it learns from the first three quarters, with the
 * preparation, and fills blocks hidden from the last. Channels that do not move in the first three quarters do not count, as
 * they have no unit.
 */
public final class GapBenchmark {
    /** Blocks that are hidden, one kind at a time. */
    public static final List<HeldOutBlocks> BLOCKS = blocks();

    private static final int LEARNED = 4; // parts, of which the last is not learned from

    private GapBenchmark() {}

    private static List<HeldOutBlocks> blocks() {
        List<HeldOutBlocks> blocks = new ArrayList<>();
        for (HeldOutBlocks.Extent extent : HeldOutBlocks.Extent.values()) {
            for (int rows : new int[] {8, 32, 128}) {
                blocks.add(new HeldOutBlocks(rows, extent));
            }
        }
        return List.copyOf(blocks);
    }

    /** Whether the last quarter of the train part holds a block of every kind. */
    public static boolean fits(BenchmarkSeries series) {
        int last = series.train().length() - learned(series.train());
        return BLOCKS.stream().allMatch(blocks -> last >= blocks.needed());
    }

    private static int learned(TimeSeries train) {
        return (int) (train.length() * (LEARNED - 1L) / LEARNED);
    }

    /**
     * Figures for all kinds of blocks.
     *
     * @param label name of the method in the figures
     * @param series one that {@link #fits}
     */
    public static List<GapFigure> of(
            String set, BenchmarkSeries series, ImputationMethod method, String label, int draws, RunContext context) {
        int learned = learned(series.train());
        TimeSeries first = series.train().slice(0, learned);
        TimeSeries last = series.train().slice(learned, series.train().length());
        Preparation preparation = Preparation.fit(TrainingSet.of(first), PreparationOptions.defaults(), context);
        TimeSeries prepared = preparation.apply(last);
        List<GapFigure> figures = new ArrayList<>();
        try (FittedImputer fitted = method.fit(TrainingSet.of(preparation.apply(first)), context)) {
            for (HeldOutBlocks blocks : BLOCKS) {
                boolean[][] hidden = blocks.in(
                        prepared, context.random(series.name() + blocks.extent().label()));
                for (int c = 0; c < hidden.length; c++) {
                    ScaleRule rule = preparation.scaleRule(c);
                    counted(hidden, c, rule != ScaleRule.CONSTANT && rule != ScaleRule.SILENT);
                }
                long start = System.nanoTime();
                Imputation told = fitted.impute(prepared, hidden, draws, context);
                double seconds = (System.nanoTime() - start) * 1e-9;
                figures.add(figure(set, series.name(), label, blocks, told, context.seed(), seconds));
            }
        }
        return figures;
    }

    /** Channels that do not count are not hidden: to fill them costs time and tells nothing. */
    private static void counted(boolean[][] hidden, int channel, boolean counts) {
        if (!counts) {
            hidden[channel] = new boolean[hidden[channel].length];
        }
    }

    private static GapFigure figure(
            String set, String series, String label, HeldOutBlocks blocks, Imputation told, long seed, double seconds) {
        long cells = 0;
        double absolute = 0;
        double ranked = 0;
        long inside80 = 0;
        long inside95 = 0;
        double[] draws = new double[told.draws()];
        for (int c = 0; c < told.series().channelCount(); c++) {
            for (int row : told.hiddenRows(c)) {
                double truth = told.series().value(c, row);
                for (int draw = 0; draw < draws.length; draw++) {
                    draws[draw] = told.value(draw, c, row);
                }
                cells++;
                absolute += Math.abs(told.mean(c, row) - truth);
                ranked += RankedProbability.of(truth, draws);
                inside80 += within(told, c, row, truth, 0.8);
                inside95 += within(told, c, row, truth, 0.95);
            }
        }
        return new GapFigure(
                set,
                series,
                label,
                blocks.rows(),
                blocks.extent().label(),
                draws.length,
                seed,
                cells,
                absolute / cells,
                ranked / cells,
                (double) inside80 / cells,
                (double) inside95 / cells,
                seconds);
    }

    private static int within(Imputation told, int channel, int row, double truth, double share) {
        boolean above = told.quantile(channel, row, (1 - share) / 2) <= truth;
        return above && truth <= told.quantile(channel, row, (1 + share) / 2) ? 1 : 0;
    }
}
