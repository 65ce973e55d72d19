package io.vigie.deep.represent;

import io.vigie.deep.engine.LayeredDetector;
import io.vigie.detect.Detector;
import io.vigie.detect.DetectorType;
import io.vigie.detect.Detectors;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import java.util.List;

/**
 * What a hidden layer of a detector's network sees in a window: its units or, where the layer has rows, the mean and the largest
 * of each unit over them. The detector learns as it would by itself; its score is not used.
 *
 * <p>Activations of a network that was trained for another task, given to a density or a memory, are what PatchCore (Roth et
 * al., CVPR 2022) and PaDiM (Defard et al., ICPR 2021) take of images. There the network has learned from other images; here it
 * learns from the train part itself, by giving windows back or by forecasting.
 *
 * <p>The windows are those of the encoder: the {@code window} that the detector is given is not used, and notes say so. What a
 * detector cuts to the range of the train part before its network reads it is cut here too, so single values far off may leave
 * features where they are; the descriptor names that as a blind spot.
 *
 * <p>Complexity: fit as that of the detector, a window costs one pass of the network up to the layer that comes last.
 */
public record Hidden(
        @Option(
                value = "ae",
                description = "Detector whose network it is, as id or id(key=value,...): ae, vae or cnn. Its window is"
                        + " that of the encoder, whatever is given here.")
        String detector,

        @Option(
                value = "last",
                description = "Name of a hidden layer, or last: the bottleneck of ae, the means of the latent units of"
                        + " vae, the dense layer of cnn.")
        String layer)
        implements Encoder {
    private static final String LAST = "last";

    public Hidden {
        List<String> layers = layered(detector).layers();
        if (!layer.equals(LAST) && !layers.contains(layer)) {
            throw new OptionException("layer is '" + layer + "'; '" + detector + "' has " + String.join(", ", layers)
                    + "; use one of them, or last");
        }
    }

    /** The bottleneck of an autoencoder. */
    public Hidden() {
        this("ae", LAST);
    }

    private static LayeredDetector layered(String text) {
        Detector parsed = Detectors.parse(text);
        if (parsed instanceof LayeredDetector layered) {
            return layered;
        }
        List<String> known = Detectors.all().stream()
                .filter(type -> LayeredDetector.class.isAssignableFrom(type.options()))
                .map(DetectorType::id)
                .toList();
        throw new OptionException("detector is '" + text + "', whose hidden layers cannot be asked for; use one of "
                + String.join(", ", known));
    }

    /** The detector as it was given, with a window of its own. */
    LayeredDetector given() {
        return layered(detector);
    }

    /** Place of the layer among those of the detector. */
    int place() {
        List<String> layers = given().layers();
        return layer.equals(LAST) ? layers.size() - 1 : layers.indexOf(layer);
    }

    @Override
    public String id() {
        return "hidden";
    }

    @Override
    public EncoderDescriptor descriptor() {
        LayeredDetector given = given();
        return new EncoderDescriptor(
                "What a hidden layer of a detector's network sees in a window; does not tell channels apart",
                given.descriptor().reference(),
                given.descriptor().nativeCode(),
                given.layerBlindSpots());
    }

    @Override
    public boolean learnsFromAnomalies() {
        return given().learnsFromAnomalies();
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        LayeredDetector given = given();
        if (window < given.fewestRows()) {
            throw new OptionException("window " + window + " is too short for the hidden layers of '" + detector
                    + "'; use at least " + given.fewestRows());
        }
        return FittedHidden.of(this, window, given.reading(window).fit(train, context));
    }
}
