package io.vigie.model;

import io.vigie.series.BadInputException;

/** A model on disk cannot be used: damaged, incomplete, too large, from a newer version, or not a model. */
public class ModelFormatException extends BadInputException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
