package io.vigie.deep.represent;

import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.oneclass.LabelledWindows;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;

/**
 * What the last hidden layer of a network sees in a window that learned to give anomalies a score far above that of normal
 * windows: from planted outliers (spikes, shifts, drifts, bursts of noise, frozen and stuck channels, swapped and foreign ones,
 * another frequency; {@link io.vigie.deep.oneclass.OutlierKind}) and, where rows are labelled anomalous, from those too, from
 * one anomaly on. The score itself is the detector {@link DevNet}; here its features are given to any density.
 *
 * <p>Pang, Shen and van den Hengel, Deep anomaly detection with deviation networks, KDD 2019, equations 4 to 6: the loss is
 * {@code |score|} of a normal window and {@code max(0, 5 - score)} of an anomalous one, the score counted in deviations of
 * reference scores. Those are standard normal, whose mean and deviation we take as they are, 0 and 1, rather than from 5000
 * draws. That anomalies may be made rather than labelled is outlier exposure (Hendrycks et al., ICLR 2019).
 *
 * <p>Complexity: a window costs 15 hidden^2 multiplications a row, about.
 */
public record Deviation(
        @Option(value = "32", description = "Channels of the convolutions, and features; at least 1.")
        int hidden,

        @Option(
                value = "0.5",
                description = "Share of the train windows into which an outlier is planted, above 0, at most 1.")
        double planted,

        @Option(
                value = "0.05",
                description = "Least deviation that makes a planted outlier, in scale units: finer is noise; above 0.")
        double noiseFloor,

        @Option(
                value = "10",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "600", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements TrainedEncoder {

    public Deviation {
        new DeviationSettings(hidden, planted, noiseFloor);
        TrainedEncoder.check(epochs, maxSteps, learningRate);
    }

    /** 32 features, an outlier in every second window. */
    public Deviation() {
        this(32, 0.5, 0.05, 10, 600, 2e-3);
    }

    @Override
    public String id() {
        return "deviation";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return described(
                "What a network sees in a window that learned to tell planted and labelled anomalies",
                "Pang et al., KDD 2019");
    }

    @Override
    public boolean learnsFromAnomalies() {
        return true;
    }

    @Override
    public EncoderNetwork network(int channels, int window) {
        return network(channels, LabelledWindows.NONE);
    }

    private DeviationNetwork network(int channels, LabelledWindows labelled) {
        return new DeviationNetwork(id(), new DeviationSettings(hidden, planted, noiseFloor), channels, labelled);
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        LabelledWindows labelled = LabelledWindows.of(train, window);
        DeviationNetwork network = network(train.schema().channels().size(), labelled);
        return FittedNetworkEncoder.fit(this, network, train, window, labelled.told(), context);
    }
}
