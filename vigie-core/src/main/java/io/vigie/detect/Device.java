package io.vigie.detect;

/** Where native detectors compute. */
public enum Device {
    /** The processor. */
    CPU,
    /** An NVIDIA card; refused where the class path has no CUDA build of libtorch, or the machine no card. */
    CUDA
}
