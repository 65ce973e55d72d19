package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Evaluations;

/** How a denoiser is built. */
public enum DenoiserArchitecture {
    /** Convolutions over rows folded four, then two, to one position, and back, with short cuts (Ronneberger et al. 2015). */
    UNET {
        @Override
        Denoiser built(DenoiserShape shape) {
            return new UNet(shape);
        }
    },
    /** Dilated convolutions over all rows. */
    CONVOLUTION {
        @Override
        Denoiser built(DenoiserShape shape) {
            return new DilatedDenoiser(shape);
        }
    },
    /** Attention over time and over channels by turns (Tashiro et al. 2021); many times slower. */
    TRANSFORMER {
        @Override
        Denoiser built(DenoiserShape shape) {
            return new CellTransformer(shape);
        }
    };

    abstract Denoiser built(DenoiserShape shape);

    /** One whose evaluations are counted as those of the network. */
    Denoiser of(DenoiserShape shape) {
        return of(shape, Evaluations.NETWORK);
    }

    /** One whose evaluations are counted under a name of their own. */
    Denoiser of(DenoiserShape shape, String name) {
        return new CountedDenoiser(built(shape), name);
    }
}
