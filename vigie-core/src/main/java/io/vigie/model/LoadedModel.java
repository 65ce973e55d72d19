package io.vigie.model;

import java.util.Objects;

/**
 * A model read from disk and found whole.
 *
 * @param manifest what the model says about itself
 * @param content what the fitted object wrote
 * @param card the model card, Markdown
 */
public record LoadedModel(Manifest manifest, ModelReader content, String card) {
    public LoadedModel {
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(card, "card");
    }
}
