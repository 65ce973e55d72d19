package io.vigie.deep.autoencoder;

/** How a network that reads and writes windows is built. */
public enum WindowArchitecture {
    /** Convolutions over time: what is learned of a shape holds wherever in the window it stands. */
    CONVOLUTION {
        @Override
        public WindowCoder coder(int channels, int window, int hidden) {
            return new ConvolutionCoder(channels, window, hidden);
        }
    },
    /** Dense layers over the window as one vector. */
    MLP {
        @Override
        public WindowCoder coder(int channels, int window, int hidden) {
            return new DenseCoder(channels, window, hidden);
        }
    };

    /** Encoders and decoders of windows of so many channels and rows, with hidden layers of so many units. */
    public abstract WindowCoder coder(int channels, int window, int hidden);
}
