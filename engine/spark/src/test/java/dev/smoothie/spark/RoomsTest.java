package dev.smoothie.spark;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.smoothie.core.testing.PackageOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/** Tests which packages of this module may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.spark";
    private static final PackageOrder ORDER = new PackageOrder(ROOT,
            List.of("sums", "frames", "estimates", "votes", "shipping", "embedding", "states", "cells"));
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
    void theModuleKnowsTheEngineAndSpark() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + "..", "dev.smoothie.core..",
                "dev.smoothie.pipeline..", "dev.smoothie.spi", "org.apache.spark..", "org.apache.hadoop..", "scala..",
                "picocli"))
                .check(CLASSES);
    }

    @Test
    void sumsKnowOnlyJava() {
        classes().that().resideInAPackage(ROOT + ".sums").should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + ".sums")).check(CLASSES);
    }
}
