package dev.smoothie.core;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Checks the packages of this module: which may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.core";
    /**
     * In the order of the data; a package imports only those before it. The façade, which imports them all, comes last.
     */
    private static final List<String> ORDER = List.of("failure", "files", "parallel", "vectors", "cards",
            "cards.device",
            "cards.search", "cards.estimates", "cards.pool", "compute", "neighbors", "estimate", "route", "evaluate",
            "belief");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    @Test
    void everyPackageHasItsPlace() {
        Set<String> found = CLASSES.stream().map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>(Set.of(ROOT));
        ORDER.forEach(name -> expected.add(ROOT + "." + name));
        assertEquals(expected, found);
    }

    @Test
    void eachPackageImportsOnlyThoseBeforeIt() {
        var allowed = new ArrayList<String>();
        for (String name : ORDER) {
            allowed.add(ROOT + "." + name);
            String[] packages = allowed.toArray(String[]::new);
            classes().that().resideInAPackage(ROOT + "." + name).should().onlyDependOnClassesThat(
                    not(resideInAnyPackage(ROOT + "..")).or(resideInAnyPackage(packages))).check(CLASSES);
        }
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
