package io.vigie.evaluate;

/**
 * The best F1 that some threshold reaches. Such an oracle threshold looks at the labels: it bounds what a fixed rule can
 * reach, it does not say what one will reach.
 *
 * @param value the F1; NaN where no threshold gives a defined value (only affiliation of constant scores)
 * @param threshold the first threshold that reaches it
 */
public record BestF1(double value, double threshold) {}
