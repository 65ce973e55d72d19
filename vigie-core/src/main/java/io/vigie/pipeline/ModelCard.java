package io.vigie.pipeline;

import io.vigie.series.SeriesSchema;
import java.util.Map;

/** The card that goes with a saved pipeline: what it is, what it was fitted on and how, for people. */
final class ModelCard {
    private static final int MOST_CHANNELS = 50;

    private ModelCard() {}

    static String of(FittedPipeline pipeline) {
        StringBuilder card = new StringBuilder("# Vigie pipeline\n\n");
        card.append("Finds anomalies in series of the channels below: preparation, detector `")
                .append(pipeline.detector().detector().id())
                .append("`, null model and belief.\n\n");
        card.append(pipeline.detector().detector().descriptor().summary())
                .append(" (")
                .append(pipeline.detector().detector().descriptor().reference())
                .append(").\n\n");
        SeriesSchema schema = pipeline.schema();
        int channels = schema.channels().size();
        card.append("## Channels (").append(channels).append(")\n\n");
        for (int c = 0; c < Math.min(channels, MOST_CHANNELS); c++) {
            card.append("- ").append(schema.channels().get(c).name()).append('\n');
        }
        if (channels > MOST_CHANNELS) {
            card.append("- and ").append(channels - MOST_CHANNELS).append(" more\n");
        }
        card.append("\nSampling interval: ")
                .append(schema.samplingInterval().isZero() ? "no timestamps" : schema.samplingInterval())
                .append("\n\n## Fit\n\n");
        facts(card, pipeline.provenance().facts());
        card.append("- fitted: ").append(pipeline.provenance().created()).append('\n');
        card.append("- ").append(pipeline.nullModel().describe()).append('\n');
        for (String note : pipeline.notes()) {
            card.append("- note: ").append(note).append('\n');
        }
        card.append("\n## Options\n\n");
        facts(card, pipeline.options());
        card.append("\n## Limits\n\nA score says how unusual a row is against the train part, not what is wrong. ")
                .append(
                        "Normal operation that the train part does not show looks anomalous: fit again when it changes.\n");
        return card.toString();
    }

    private static void facts(StringBuilder card, Map<String, String> facts) {
        facts.forEach((key, value) ->
                card.append("- ").append(key).append(": ").append(value).append('\n'));
    }
}
