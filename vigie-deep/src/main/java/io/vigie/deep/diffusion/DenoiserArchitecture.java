package io.vigie.deep.diffusion;

/** How a denoiser is built. */
public enum DenoiserArchitecture {
    /** Convolutions over rows folded four, then two, to one position, and back, with short cuts (Ronneberger et al. 2015). */
    UNET {
        @Override
        Denoiser of(DenoiserShape shape) {
            return new UNet(shape);
        }
    },
    /** Dilated convolutions over all rows. */
    CONVOLUTION {
        @Override
        Denoiser of(DenoiserShape shape) {
            return new DilatedDenoiser(shape);
        }
    },
    /** Attention over time and over channels by turns (Tashiro et al. 2021); many times slower. */
    TRANSFORMER {
        @Override
        Denoiser of(DenoiserShape shape) {
            return new CellTransformer(shape);
        }
    };

    abstract Denoiser of(DenoiserShape shape);
}
