package io.vigie.deep.flow;

/**
 * How the networks inside bijections are built.
 *
 * @param hidden units of each of the two hidden layers, at least 1
 * @param context length of the vector that they are told beside their own, 0 where a bijection is not conditional
 * @param lipschitz how much the outputs may change for a change of the inputs, both as lengths of vectors, the context
 *     aside; above 0, infinite where that is not bounded
 */
public record ConditionerShape(int hidden, int context, double lipschitz) {
    public ConditionerShape {
        if (hidden < 1 || context < 0 || !(lipschitz > 0)) {
            throw new IllegalArgumentException("hidden " + hidden + ", context " + context + ", lipschitz " + lipschitz
                    + "; use at least 1, at least 0 and more than 0");
        }
    }

    /** Not conditional, not bounded. */
    public static ConditionerShape of(int hidden) {
        return new ConditionerShape(hidden, 0, Double.POSITIVE_INFINITY);
    }

    /** The same, told a vector of another length. */
    public ConditionerShape withContext(int newContext) {
        return new ConditionerShape(hidden, newContext, lipschitz);
    }

    /** The same with another bound. */
    public ConditionerShape withLipschitz(double newLipschitz) {
        return new ConditionerShape(hidden, context, newLipschitz);
    }
}
