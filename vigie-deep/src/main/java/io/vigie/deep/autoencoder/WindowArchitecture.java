package io.vigie.deep.autoencoder;

import java.util.List;

/** How a network that reads and writes windows is built. */
public enum WindowArchitecture {
    /** Convolutions over time: what is learned of a shape holds wherever in the window it stands. */
    CONVOLUTION("outer", "inner") {
        @Override
        public WindowCoder coder(int channels, int window, int hidden) {
            return new ConvolutionCoder(channels, window, hidden);
        }
    },
    /** Dense layers over the window as one vector. */
    MLP("wide", "narrow") {
        @Override
        public WindowCoder coder(int channels, int window, int hidden) {
            return new DenseCoder(channels, window, hidden);
        }
    };

    private final String first;
    private final String second;

    WindowArchitecture(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Names of the {@link WindowCoder#layers} of an encoder, first to last.
     *
     * @param code what the code is called
     */
    List<String> layers(String code) {
        return List.of(first, second, code);
    }

    /** Encoders and decoders of windows of so many channels and rows, with hidden layers of so many units. */
    public abstract WindowCoder coder(int channels, int window, int hidden);
}
