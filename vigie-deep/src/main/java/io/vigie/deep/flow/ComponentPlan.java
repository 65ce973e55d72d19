package io.vigie.deep.flow;

import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.Set;

/** What detectors share whose density is over the principal components of windows. */
interface ComponentPlan extends DensityPlan {
    /** Most principal components the density is over. */
    int components();

    /** The density before it is trained. */
    WindowDensity density(TrainingWindows windows);

    /** The density that one made from train windows wrote. */
    WindowDensity density(int channels, ModelReader in);

    /** What all promise; a density of components has no parts that belong to channels. */
    default Descriptor describe(String summary, String reference) {
        return new Descriptor(
                summary,
                reference,
                FittedWindowDensity.UNIT,
                windowScores().delay(),
                false,
                false,
                false,
                true,
                Set.of());
    }

    @Override
    default FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        int channels = train.schema().channels().size();
        if (window() * channels < 2) {
            throw new OptionException("window is 1 for one channel; use at least 2");
        }
        TorchRuntime.require(context.device());
        return FittedWindowDensity.fit(
                this, train.schema(), PreparedRows.trainSegments(train, window()), this::density, context);
    }

    /** Gives back what a fitted one wrote. */
    static FittedDetector read(ComponentPlan detector, SeriesSchema schema, ModelReader in) {
        return FittedWindowDensity.read(
                detector, schema, density -> detector.density(schema.channels().size(), density), in);
    }
}
