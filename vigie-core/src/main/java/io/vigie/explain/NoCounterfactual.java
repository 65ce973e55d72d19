package io.vigie.explain;

/**
 * Why it is not told what an event should have looked like.
 *
 * @param reason for programs
 * @param sentence the same in one plain sentence, of any event
 */
public record NoCounterfactual(Reason reason, String sentence) implements CounterfactualAnswer {
    /** What stands against it. */
    public enum Reason {
        /** The pipeline was fitted without what tells it. */
        NOT_LEARNED,
        /** No channel to blame was ever measured in training. */
        NEVER_MEASURED,
        /** The event has more rows than are told. */
        TOO_LONG,
        /** Scored again with only the rows about it, it is none, so that nothing could be said of what makes it none. */
        NO_EVENT_BY_ITSELF,
        /** Nobody asked: there are events that are more severe. */
        NOT_ASKED
    }
}
