package dev.smoothie.core;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.smoothie.core.testing.PackageOrder;
import java.io.Reader;
import java.util.List;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/** Checks the packages of this module: which may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.core";
    /**
     * In the order of the data; a package imports only those before it. The façade, which imports them all, comes last.
     */
    private static final PackageOrder ORDER = new PackageOrder(ROOT,
            List.of("failure", "files", "parallel", "vectors", "encoding", "cards",
                    "cards.device",
                    "cards.search", "cards.estimates", "cards.encoder", "cards.pool", "compute", "neighbors",
                    "estimate", "labels", "reviews", "route",
                    "evaluate",
                    "belief"));
    private static final JavaClasses CLASSES = ORDER.classesOfModule();

    @Test
    void everyPackageHasItsPlace() {
        ORDER.requireThatEveryPackageHasItsPlace(CLASSES);
    }

    @Test
    void eachPackageImportsOnlyThoseBeforeIt() {
        ORDER.requireThatEachImportsOnlyThoseBeforeIt(CLASSES);
    }

    @Test
    void theModuleKnowsItsLibrariesAndNoOthers() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", "jdk.incubator.vector", ROOT + "..",
                "dev.smoothie.bindings..", "org.apache.commons.statistics..")).check(CLASSES);
    }

    @Test
    void itReadsNoTextAsksNoServerAndPrintsNothing() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Reader.class).check(CLASSES);
        noClasses().should().dependOnClassesThat(resideInAnyPackage("java.net..", "javax..")).check(CLASSES);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }
}
