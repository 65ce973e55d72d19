package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/** A {@link SpectralResidual} bound to its channels; there is nothing else to learn. */
record FittedSpectralResidual(SpectralResidual detector, SeriesSchema schema) implements FittedDetector {
    private static final int CHUNK = 1024;

    static FittedSpectralResidual read(SpectralResidual detector, SeriesSchema schema, ModelReader in) {
        in.integer("format", 1, 1);
        return new FittedSpectralResidual(detector, schema);
    }

    @Override
    public void write(ModelWriter out) {
        out.integer("format", 1);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        int observed = detector.observed();
        PreparedRows.requirePrepared(schema, series, observed);
        int channels = series.channelCount();
        int rows = series.length();
        float[][] contributions = new float[channels][rows];
        double[] totals = new double[rows];
        Arrays.fill(totals, 0, observed - 1, Double.NaN);
        Parallel.forChunks(context, rows - observed + 1, CHUNK, (from, to) -> {
            int count = to - from;
            Saliency saliency = new Saliency(detector);
            double[] first = new double[count + observed - 1];
            double[] second = new double[count + observed - 1];
            for (int c = 0; c < channels; c += 2) {
                int other = Math.min(c + 1, channels - 1);
                series.copyChannel(c, from, first, 0, first.length);
                series.copyChannel(other, from, second, 0, second.length);
                for (int i = 0; i < count; i++) {
                    int row = from + i + observed - 1;
                    double score = saliency.of(first, second, i);
                    contributions[c][row] = (float) score;
                    totals[row] += score;
                    if (other > c) {
                        contributions[other][row] = (float) saliency.second();
                        totals[row] += saliency.second();
                    }
                }
            }
        });
        return Scores.of(totals, contributions, detector.descriptor().unit(), observed - 1);
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(detector.observed(), schema.channels().size()));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        int channels = schema.channels().size();
        Online online = new Online(RowRing.read(detector.observed(), channels, state.section("ring")));
        System.arraycopy(state.floats("contributions", channels), 0, online.contributions, 0, channels);
        return online;
    }

    private final class Online implements OnlineScorer {
        private final Saliency saliency = new Saliency(detector);
        private final RowRing ring;
        private final double[] first = new double[detector.observed()];
        private final double[] second = new double[detector.observed()];
        private final float[] contributions = new float[schema.channels().size()];

        private Online(RowRing ring) {
            this.ring = ring;
        }

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            int channels = contributions.length;
            double total = 0;
            for (int c = 0; c < channels; c += 2) {
                int other = Math.min(c + 1, channels - 1);
                int at = ring.windowStart();
                for (int i = 0; i < first.length; i++, at += channels) {
                    first[i] = ring.storage()[at + c];
                    second[i] = ring.storage()[at + other];
                }
                double score = saliency.of(first, second, 0);
                contributions[c] = (float) score;
                total += score;
                if (other > c) {
                    contributions[other] = (float) saliency.second();
                    total += saliency.second();
                }
            }
            return total;
        }

        @Override
        public float[] contributions() {
            return contributions.clone();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("ring"));
            out.tensor("contributions", contributions, contributions.length);
        }
    }
}
