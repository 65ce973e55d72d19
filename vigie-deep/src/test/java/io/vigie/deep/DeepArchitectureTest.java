package io.vigie.deep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The direction of dependencies in the deep module. */
@AnalyzeClasses(packages = "io.vigie.deep", importOptions = ImportOption.DoNotIncludeTests.class)
class DeepArchitectureTest {
    @ArchTest
    static final ArchRule ofTheCoreItUsesTheContractOnly = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.vigie..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "io.vigie.deep..",
                            "io.vigie.series..",
                            "io.vigie.model..",
                            "io.vigie.detect",
                            "io.vigie.detect.internal",
                            "io.vigie.detect.represent"))))
            .as("deep models know the contract, not the classical detectors, pipelines or judgements");

    @ArchTest
    static final ArchRule theEngineDoesNotKnowTheModels = noClasses()
            .that(resideInAPackage("io.vigie.deep.engine.."))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vigie.deep..")
                    .and(DescribedPredicate.not(resideInAPackage("io.vigie.deep.engine.."))));

    @ArchTest
    static final ArchRule onlyTheEngineLoadsNativeCode = noClasses()
            .that(DescribedPredicate.not(resideInAPackage("io.vigie.deep.engine..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.bytedeco.javacpp..", "org.bytedeco.openblas.."));

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.vigie.deep.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
