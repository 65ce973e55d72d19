package io.vigie.explain;

/** What an event should have looked like, or why that is not told. */
public sealed interface CounterfactualAnswer permits Counterfactual, NoCounterfactual {
    /** One plain sentence. */
    String sentence();
}
