package io.vigie.cli;

import java.util.List;

/** Version of the build, from the jar's manifest. */
final class VersionText {
    private VersionText() {}

    /** Version of Vigie, "development" where classes are run without their jar. */
    static String vigie() {
        String version = VersionText.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** What {@code --version} prints. */
    static List<String> lines() {
        return List.of(
                "vigie " + vigie(),
                "Java " + System.getProperty("java.version") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
    }
}
