package dev.smoothie.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.smoothie.core.testing.PackageOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests which packages of this module may import which, and that the module holds little code. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.cli";
    /** The packages in order: each imports only those before it. The package of the main class comes last. */
    private static final PackageOrder ORDER = new PackageOrder(ROOT,
            List.of("printing", "report", "options", "commands"));
    private static final JavaClasses CLASSES = ORDER.classesOfModule();
    /**
     * The longest class outside printing and report: a command that is longer holds logic that a user of the library
     * cannot reach.
     */
    private static final int MOST_LINES = 150;

    @Test
    void everyPackageHasItsPlace() {
        ORDER.requireThatEveryPackageHasItsPlace(CLASSES);
    }

    @Test
    void eachPackageImportsOnlyThoseBeforeIt() {
        ORDER.requireThatEachImportsOnlyThoseBeforeIt(CLASSES);
    }

    /** No JSON, no YAML, no native libraries: these belong in the pipeline and the core. */
    @Test
    void theModuleKnowsItsLibrariesAndNoOthers() {
        classes().should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "javax.net.ssl", ROOT + "..", "dev.smoothie.pipeline..",
                                "dev.smoothie.gateway..",
                                "dev.smoothie.core..", "dev.smoothie.spi", "dev.smoothie.simulation", "picocli..",
                                "me.tongfei.progressbar.."))
                .check(CLASSES);
    }

    @Test
    void noClassHoldsLogic() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.getParent().endsWith("printing") && !file.getParent().endsWith("report"))
                    .toList();
            var tooLong = new ArrayList<String>();
            for (Path source : sources) {
                long lines = Files.readAllLines(source).size();
                if (lines > MOST_LINES) {
                    tooLong.add("%s has %d lines".formatted(source, lines));
                }
            }
            assertEquals(List.of(), tooLong);
        }
    }
}
