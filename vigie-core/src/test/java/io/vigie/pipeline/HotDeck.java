package io.vigie.pipeline;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputer;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.impute.NearestWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Labels;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Tells hidden cells by windows of the train part, or by what is made of that; scores nothing. It keeps the labels that it is shown. */
record HotDeck(int window, int neighbours, UnaryOperator<Imputer> made, AtomicInteger closed, List<Labels> shown)
        implements Detector {
    HotDeck(int window, int neighbours) {
        this(window, neighbours, UnaryOperator.identity());
    }

    HotDeck(int window, int neighbours, UnaryOperator<Imputer> made) {
        this(window, neighbours, made, new AtomicInteger(), new ArrayList<>());
    }

    @Override
    public String id() {
        return "hot-deck";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of("nothing", "none", "distance", 0, false, false);
    }

    @Override
    public boolean imputes() {
        return true;
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        train.items().forEach(item -> shown.add(item.labels()));
        return new Fitted(this, train.schema(), made.apply(new NearestWindows(window, neighbours).fit(train, context)));
    }

    private record Fitted(HotDeck detector, SeriesSchema schema, Imputer own) implements FittedDetector {
        @Override
        public Optional<Imputer> imputer() {
            return Optional.of(own);
        }

        @Override
        public void close() {
            detector.closed().incrementAndGet();
        }

        @Override
        public Scores score(TimeSeries series, RunContext context) {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public OnlineScorer online() {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public OnlineScorer online(ModelReader state) {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public void write(ModelWriter out) {
            throw new UnsupportedOperationException("not needed here");
        }
    }
}
