package io.vigie.deep.diffusion;

/** What a denoiser that fills hidden cells is told of the cells that are seen. */
public enum Reference {
    /** Their values (Tashiro et al., CSDI, NeurIPS 2021). */
    VALUES,
    /** The noise that they are read with, so that their values must be made out through it (Chen et al. 2023). */
    NOISE
}
