package io.vigie.detect.encoded;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.classic.DiscreteChannels;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FeatureScale;

/**
 * Any detector, judging what an encoder makes of windows in place of the rows themselves: representation first, detection after.
 *
 * <p>The window of each row becomes one row of a series of features, one channel a feature, scaled over train windows and
 * compressed beyond 5 spreads; the detector learns from those of the train part and scores the others. So a density of rows
 * becomes one of windows, as flows over the features of an encoder are in industrial inspection (Gudovskiy et al., CFLOW-AD,
 * WACV 2022; Yu et al., FastFlow, 2021), with windows for image patches; and every encoder goes with every detector.
 *
 * <p>Where we differ: features are those of one window, at its several lengths where the encoder has them, and there is one
 * density over all of them, not one a scale.
 *
 * <p>Contributions: what the detector puts down to a feature goes to the channels that it is computed from, in equal parts; they
 * add up where the detector's do. Labels of anomalies keep rows out of the train part and teach nothing more; what the detector
 * would expect is said of features, so no expected signal is told.
 *
 * <p>Complexity: that of the encoder and of the detector on as many rows as there are windows, with a channel a feature: 8 bytes
 * a feature and row are held while a series is learned from or scored, 12 while it is scored where the detector tells
 * contributions, beside what the detector holds itself.
 *
 * @param encoder as text, {@code id(key=value,...)}
 * @param window rows of a window
 * @param scale what features are divided by
 * @param discrete what channels of few states count for
 * @param detector of rows of features, as text, {@code id(key=value,...)}
 * @param alignment windows around the row or up to it
 */
public record Encoded(
        @Option(
                value = "statistics",
                description = "What windows are described by: an encoder as id or id(key=value,...).")
        String encoder,

        @Option(value = "129", description = "Rows of a window, at least 1.")
        int window,

        @Option(
                value = "deviation",
                description =
                        "What features are divided by: nothing, their deviation over train windows, or a robust one.")
        FeatureScale scale,

        @Option(
                value = "shared",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete,

        @Option(
                value = "kmeans(window=1)",
                description = "What judges the features: a detector as id or id(key=value,...).")
        String detector,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    public Encoded {
        if (window < 1) {
            throw new OptionException("window is " + window + "; use at least 1");
        }
        Encoders.parse(encoder);
        Detectors.parse(detector);
    }

    @Override
    public String id() {
        return "encoded";
    }

    Encoder features() {
        return Encoders.parse(encoder);
    }

    Detector judge() {
        return Detectors.parse(detector);
    }

    WindowScores windowScores() {
        return WindowScores.ofWindows(window, WindowAggregation.LAST, alignment);
    }

    @Override
    public Descriptor descriptor() {
        Descriptor judge = judge().descriptor();
        int delay = judge.onlineCapable()
                ? Math.addExact(judge.delay(), windowScores().delay())
                : Descriptor.WHOLE_SERIES;
        return new Descriptor(
                "Any detector on what an encoder makes of windows",
                "Gudovskiy et al., WACV 2022; Yu et al. 2021",
                judge.unit(),
                delay,
                judge.perChannel(),
                judge.additive(),
                judge.needsLabels(),
                judge.nativeCode() || features().descriptor().nativeCode(),
                features().descriptor().blindSpots());
    }

    @Override
    public boolean learnsFromAnomalies() {
        return features().learnsFromAnomalies();
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return FittedEncoded.fit(this, train, context);
    }
}
