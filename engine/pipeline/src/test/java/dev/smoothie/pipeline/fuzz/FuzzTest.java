package dev.smoothie.pipeline.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Runs every target on its seeds, and the fuzzer on every target. The command
 *
 * <pre>
 * mvn -B -q -pl engine/pipeline -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.seconds=600
 * </pre>
 *
 * runs it for ten minutes on each ({@code -Dfuzz.target=npy} for one). What it learns stays in
 * {@code engine/pipeline/target/fuzz}; an input with a finding is left there as {@code crash-…}, and belongs to the seeds
 * in {@code src/test/resources/fuzz} once it is mended.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 2);
    private static final String ALL = "all";

    @TestFactory
    Stream<DynamicTest> seedsHaveNoFindings() {
        return Arrays.stream(Target.values()).flatMap(FuzzTest::seeds);
    }

    private static Stream<DynamicTest> seeds(Target target) {
        try {
            return Jazzer.seeds(target).stream().map(file -> DynamicTest.dynamicTest(
                    target.folder() + "/" + file.getFileName(), () -> target.run(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void fuzzerFindsNothing(Target target) throws IOException, InterruptedException {
        String wanted = System.getProperty("fuzz.target", ALL);
        if (wanted.equals(ALL) || wanted.equals(target.folder())) {
            Jazzer.Result result = new Jazzer(target, SECONDS).run();
            assertEquals(0, result.code(), result.tail());
        }
    }
}
