package io.vigie.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** Arrows of the benchmark module: data, then run, then protocol; the report reads results; the core knows none of it. */
@AnalyzeClasses(packages = "io.vigie", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchArchitectureTest {
    @ArchTest
    static final ArchRule coreDoesNotKnowTheBenchmarks = noClasses()
            .that()
            .resideOutsideOfPackage("io.vigie.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vigie.bench..");

    @ArchTest
    static final ArchRule dataStandsAlone = arrows("data", "run", "protocol", "report", "trap");

    @ArchTest
    static final ArchRule trapUsesData = arrows("trap", "run", "protocol", "report");

    @ArchTest
    static final ArchRule runUsesData = arrows("run", "protocol", "report");

    @ArchTest
    static final ArchRule protocolUsesRun = arrows("protocol", "report");

    @ArchTest
    static final ArchRule reportUsesResults = arrows("report", "protocol");

    @ArchTest
    static final ArchRule noInternalsAndNoCommandLine = noClasses()
            .that()
            .resideInAPackage("io.vigie.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vigie.detect.internal..",
                    "io.vigie.detect.classic.internal..",
                    "io.vigie.pipeline..",
                    "io.vigie.cli..",
                    "picocli..");

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    private static ArchRule arrows(String from, String... forbidden) {
        String[] packages = new String[forbidden.length];
        for (int i = 0; i < forbidden.length; i++) {
            packages[i] = "io.vigie.bench." + forbidden[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("io.vigie.bench." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true);
    }
}
