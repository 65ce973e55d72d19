package io.vigie;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;

/** The direction of dependencies between packages. */
@AnalyzeClasses(packages = "io.vigie", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule seriesStandsAlone = only("series");

    @ArchTest
    static final ArchRule modelUsesSeries = only("model", "series");

    @ArchTest
    static final ArchRule detectUsesSeriesAndModel = only("detect", "series", "model");

    @ArchTest
    static final ArchRule prepareUsesDetect = only("prepare", "series", "model", "detect");

    @ArchTest
    static final ArchRule judgeUsesDetect = only("judge", "series", "model", "detect");

    @ArchTest
    static final ArchRule evaluateUsesSeries = only("evaluate", "series");

    @ArchTest
    static final ArchRule explainUsesJudge = only("explain", "series", "model", "detect", "prepare", "judge");

    @ArchTest
    static final ArchRule pipelineUsesCoreOnly =
            only("pipeline", "series", "model", "detect", "prepare", "judge", "explain", "evaluate");

    @ArchTest
    static final ArchRule theContractDoesNotKnowTheMethods = noClasses()
            .that(resideInAnyPackage("io.vigie.detect", "io.vigie.detect.internal"))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vigie.detect.classic.."))
            .as("the detector contract does not depend on detectors");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.vigie.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule detectInternalsStayWithTheDetectors = classes()
            .that(resideInAPackage("io.vigie.detect.internal.."))
            .and()
            .doNotHaveSimpleName("Parallel")
            .should()
            .onlyHaveDependentClassesThat(resideInAPackage("io.vigie.detect.."));

    @ArchTest
    static final ArchRule otherInternalsStayInTheirPackage = noClasses()
            .that(DescribedPredicate.not(resideInAPackage("io.vigie.detect..")))
            .should(dependOnInternalsOfAnotherPackage());

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule nothingIsSerializedTheJavaWay = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are Java serialization streams",
                    (JavaClass type) -> type.getName().equals("java.io.ObjectInputStream")
                            || type.getName().equals("java.io.ObjectOutputStream")))
            .as("no Java serialization");

    private static ArchCondition<JavaClass> dependOnInternalsOfAnotherPackage() {
        return new ArchCondition<>("depend on an internal package of another package") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String used = dependency.getTargetClass().getPackageName();
                    int internal = used.indexOf(".internal");
                    boolean shared = used.startsWith("io.vigie.detect.");
                    if (used.startsWith("io.vigie.")
                            && internal > 0
                            && !shared
                            && !user.getPackageName().startsWith(used.substring(0, internal))) {
                        events.add(SimpleConditionEvent.satisfied(user, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** A package of io.vigie may depend on itself, on the given ones, and on what is not ours. */
    private static ArchRule only(String name, String... allowed) {
        String[] packages = Arrays.copyOf(allowed, allowed.length + 1);
        packages[allowed.length] = name;
        String[] patterns =
                Arrays.stream(packages).map(one -> "io.vigie." + one + "..").toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage("io.vigie." + name + ".."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.vigie..").and(DescribedPredicate.not(resideInAnyPackage(patterns))))
                .allowEmptyShould(true)
                .as(name + " depends on " + (allowed.length == 0 ? "nothing else" : String.join(", ", allowed)));
    }
}
