package io.vigie.deep.represent;

import io.vigie.deep.engine.FittedNetwork;
import io.vigie.deep.engine.LayeredDetector;
import io.vigie.deep.engine.Network;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** A hidden layer of a fitted detector's network. Windows are encoded on the CPU, wherever it was trained. */
final class FittedHidden implements FittedEncoder {
    private final Hidden encoder;
    private final int window;
    private final FittedNetwork detector;
    private final WindowFeatures windowFeatures;
    private final int features;

    private FittedHidden(Hidden encoder, int window, FittedNetwork detector) {
        this.encoder = encoder;
        this.window = window;
        this.detector = detector;
        int channels = detector.schema().channels().size();
        Network network = detector.network();
        int place = encoder.place();
        this.windowFeatures = new WindowFeatures(
                detector.weights(),
                (parameters, windows) ->
                        pooled(network.layers(parameters, windows).get(place)),
                channels,
                window);
        this.features = windowFeatures.of(new float[channels * window], 1).length;
    }

    private static Tensor pooled(Tensor layer) {
        return layer.dim() == 3 ? DilatedConvolutions.pooled(layer) : layer;
    }

    /**
     * @param fitted by the detector of the encoder, for its window
     */
    static FittedHidden of(Hidden encoder, int window, FittedDetector fitted) {
        return new FittedHidden(encoder, window, (FittedNetwork) fitted); // as LayeredDetector promises
    }

    /** Gives back what {@link #write} wrote. */
    static FittedHidden read(Hidden encoder, SeriesSchema schema, int window, ModelReader in) {
        FittedDetector fitted = Detectors.read(schema, in.section("detector"));
        LayeredDetector expected = encoder.given().reading(window);
        if (!fitted.detector().equals(expected)) {
            throw new ModelFormatException("the model holds a network of " + fitted.detector() + " where " + encoder
                    + " has one of " + expected + "; fit the model again");
        }
        return of(encoder, window, fitted);
    }

    @Override
    public void write(ModelWriter out) {
        Detectors.write(detector, out.section("detector"));
    }

    @Override
    public Hidden encoder() {
        return encoder;
    }

    @Override
    public SeriesSchema schema() {
        return detector.schema();
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int[] channels(int feature) {
        return IntStream.range(0, schema().channels().size()).toArray();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(detector.notes());
        LayeredDetector given = encoder.given();
        int used = given.reading(window).window();
        if (used != given.window()) {
            notes.add("hidden: " + given.id() + " reads " + used + " rows in place of the " + given.window()
                    + " of its own window, as the windows of the encoder have " + window);
        }
        return notes;
    }

    @Override
    public void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        windowFeatures.encode(values, from, stride, count, target, at);
    }

    @Override
    public void close() {
        detector.close();
    }
}
