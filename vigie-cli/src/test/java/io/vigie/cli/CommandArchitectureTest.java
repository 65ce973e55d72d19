package io.vigie.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between the modules: the command knows the core, the core does not know the command. */
@AnalyzeClasses(packages = "io.vigie", importOptions = ImportOption.DoNotIncludeTests.class)
class CommandArchitectureTest {
    @ArchTest
    static final ArchRule coreDoesNotKnowTheCommand = noClasses()
            .that()
            .resideOutsideOfPackage("io.vigie.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vigie.cli..", "picocli..");

    @ArchTest
    static final ArchRule theCommandUsesNoInternals = noClasses()
            .that()
            .resideInAPackage("io.vigie.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vigie..internal..", "io.vigie.detect.classic..");

    @ArchTest
    static final ArchRule theReportDoesNotKnowTheCommandLine = noClasses()
            .that()
            .resideInAPackage("io.vigie.cli.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vigie.cli.Vigie");

    @ArchTest
    static final ArchRule nobodyUsesJavaSerialization =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");
}
