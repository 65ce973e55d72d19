package io.vigie.deep.diffusion;

/** What the noise that {@link CoarseDae} learns from looks like along the rows of a channel. */
public enum NoiseShape {
    /** Drawn at knots some rows apart and interpolated between (Kascenas et al. 2022). */
    COARSE,
    /** Drawn for each row: that of a plain denoising autoencoder (Vincent et al. 2008). */
    WHITE,
    /** With the spectrum of what the first principal components of the train windows leave of a channel. */
    SPECTRUM
}
