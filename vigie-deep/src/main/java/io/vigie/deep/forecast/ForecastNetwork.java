package io.vigie.deep.forecast;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The network of {@link Cnn}: forecasts for every row of a stretch that has a whole window before it. Per channel and row a
 * location and a scale: location = carried share of the last row + output, scale = floor + softplus(output).
 */
final class ForecastNetwork implements Network {
    /** Rows told for each window in training. */
    static final int MOST_TOLD = 32;

    /** The receptive field with one position left after the convolutions. */
    static final int SHORTEST_WINDOW = 18;

    private static final int[] FILTERS = {32, 32, 40};
    private static final int[] KERNELS = {4, 4, 3};
    private static final int HIDDEN = 64;
    private static final int POSITION_STRIDE = 8; // three strides of 2

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Location and scale [batch, row, channel]; degrees of freedom [channel] where the shape has them. */
    record Forecast(Tensor location, Tensor scale, @Nullable Tensor freedom) {
        /** Standard deviations, same shape. */
        Tensor deviation() {
            return freedom == null
                    ? scale
                    : scale.mul(freedom.div(Tensors.plus(freedom, -2)).sqrt());
        }
    }

    private final Cnn options;
    private final int channels;
    private final float[] low; // range of the train part
    private final float[] high;
    private final int positions; // left of the window after the convolutions

    ForecastNetwork(Cnn options, float[] low, float[] high) {
        this.options = options;
        this.channels = low.length;
        this.low = low.clone();
        this.high = high.clone();
        this.positions = (options.window() - SHORTEST_WINDOW) / POSITION_STRIDE + 1;
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        ParameterLayout layout = new ParameterLayout();
        int inputs = channels;
        for (int i = 0; i < FILTERS.length; i++) {
            layout.convolution("convolution-" + i, inputs, FILTERS[i], KERNELS[i]);
            inputs = FILTERS[i];
        }
        layout.convolution("hidden", inputs, HIDDEN, positions);
        layout.linear("location", HIDDEN, channels);
        layout.linear("scale", HIDDEN, channels);
        layout.add("carry", Initial.constant(0.5), channels);
        if (options.distribution() == ForecastDistribution.STUDENT_T) {
            layout.add("freedom", Initial.constant(5), channels);
        }
        return layout;
    }

    /** The nats of each channel, averaged over the rows of a window that are told. */
    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor rows = windows.transpose(1, 2);
        long told = rows.size(1) - options.window();
        Forecast forecast = forecast(parameters, rows.narrow(1, 0, rows.size(1) - 1), noise);
        return nats(forecast, rows.narrow(1, options.window(), told)).mean(1);
    }

    /**
     * Forecasts the row after each window of a stretch.
     *
     * @param rows [batch, time, channel], at least a window
     */
    Forecast forecast(Parameters parameters, Tensor rows, @Nullable Noise noise) {
        Tensor known = Tensors.clip(rows, Tensors.like(rows, low, channels), Tensors.like(rows, high, channels));
        int field = SHORTEST_WINDOW + POSITION_STRIDE * (positions - 1); // of the window's rows, the newest
        int unused = options.window() - field;
        Tensor features = known.narrow(1, unused, known.size(1) - unused);
        int dilation = 1;
        for (int i = 0; i < FILTERS.length; i++) {
            features = torch.relu(parameters.convolution("convolution-" + i, features, dilation));
            dilation *= 2;
        }
        Tensor hidden = torch.relu(parameters.convolution("hidden", features, dilation));
        if (noise != null && options.dropout() > 0) {
            hidden = hidden.mul(noise.dropout(options.dropout(), hidden.shape()));
        }
        long count = hidden.size(1);
        Tensor last = known.narrow(1, known.size(1) - count, count);
        Tensor location = parameters.linear("location", hidden).add(last.mul(parameters.get("carry")));
        Tensor scale = Tensors.plus(torch.softplus(parameters.linear("scale", hidden)), options.noiseFloor());
        Tensor freedom = options.distribution() == ForecastDistribution.STUDENT_T
                ? Tensors.plus(torch.softplus(parameters.get("freedom")), 2) // finite variance
                : null;
        return new Forecast(location, scale, freedom);
    }

    /** Negative log densities of rows under their forecasts, each [batch, row, channel]. */
    static Tensor nats(Forecast forecast, Tensor rows) {
        Tensor squared = rows.sub(forecast.location()).div(forecast.scale()).square();
        Tensor logScale = forecast.scale().log();
        Tensor freedom = forecast.freedom();
        if (freedom == null) {
            return Tensors.plus(Tensors.times(squared, 0.5).add(logScale), HALF_LOG_TWO_PI);
        }
        Tensor half = Tensors.times(Tensors.plus(freedom, 1), 0.5);
        Tensor normalizer = Tensors.times(freedom, 0.5)
                .lgamma()
                .sub(half.lgamma())
                .add(Tensors.times(Tensors.times(freedom, Math.PI).log(), 0.5));
        return half.mul(squared.div(freedom).log1p()).add(logScale).add(normalizer);
    }
}
