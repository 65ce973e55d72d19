package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import java.util.List;
import java.util.Set;

/** Options of an encoder that is a network. What all of them can be told is here; records have it as components. */
interface TrainedEncoder extends Encoder {
    /** Passes over the train windows. */
    int epochs();

    /** Most updates of the weights. */
    int maxSteps();

    /** Highest learning rate. */
    double learningRate();

    /** The network; the same options, channels and window give the same architecture. */
    EncoderNetwork network(int channels, int window);

    /** Rows that are best learned from at once; stretches of fewer, but at least a window, do where there are no longer ones. */
    default int stretch(int window) {
        return window;
    }

    /** Checks the options that are above. */
    static void check(int epochs, int maxSteps, double learningRate) {
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }

    /** The promises of such an encoder; its features are of all channels together. */
    default EncoderDescriptor described(String summary, String reference, AnomalyKind... blindSpots) {
        return new EncoderDescriptor(summary + "; does not tell channels apart", reference, true, Set.of(blindSpots));
    }

    @Override
    default FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        EncoderNetwork network = network(train.schema().channels().size(), window);
        return FittedNetworkEncoder.fit(this, network, train, window, List.of(), context);
    }
}
