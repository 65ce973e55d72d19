package io.vigie.series;

/**
 * Data handed to Vigie cannot be used as it is. The message is one line for the user: what was found, where, what is
 * allowed, and what to do.
 */
public class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
