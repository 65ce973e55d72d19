package io.vigie.deep.represent;

import java.util.List;

/** Every encoder of this module, small and quick to learn. */
final class QuickEncoders {
    private QuickEncoders() {}

    static List<String> texts() {
        return new TrainedEncoders()
                .encoders().stream().map(type -> type.id() + options(type.id())).toList();
    }

    private static String options(String id) {
        return switch (id) {
            case "contrastive" -> "(hidden=16,features=16,max-steps=20)";
            case "deviation" -> "(hidden=16,max-steps=30)";
            case "hidden" -> "(detector=ae(hidden=16,max-steps=30))";
            case "masked" -> "(hidden=16,max-steps=20)";
            case "paano" -> "(max-steps=20)";
            default -> throw new IllegalArgumentException("encoder '" + id + "' has no quick options here; add some");
        };
    }
}
