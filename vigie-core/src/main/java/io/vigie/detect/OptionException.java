package io.vigie.detect;

/** An option, detector id or setting is not usable. The message is one line: what, the value, what is allowed. */
public class OptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public OptionException(String message) {
        super(message);
    }
}
