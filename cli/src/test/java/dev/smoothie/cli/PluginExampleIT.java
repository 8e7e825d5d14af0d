package dev.smoothie.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests the example plugin as a stranger builds and uses it: its one command in a fresh checkout, and the assembled
 * distribution with the result. The checkout is a copy of the sources that the command needs. Its Maven starts with an
 * empty repository, and takes what it needs from the one that this build uses before it asks Maven Central.
 */
class PluginExampleIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();
    private static final String PLUGIN = "cli/examples/plugin";

    @TempDir
    static Path work;

    private record Result(int code, String out, String err) {}

    private static Result run(List<String> command) throws Exception {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SMOOTHIE") || name.startsWith("MAVEN_"));
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", System.getProperty("maven.home") + "/bin",
                (path, maven) -> maven + File.pathSeparator + path);
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }

    private static Result smoothie(String... args) throws Exception {
        var command = new ArrayList<>(List.of(HOME.resolve("bin/smoothie").toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("--plugin-dir", work.resolve(PLUGIN).resolve("target/plugin").toString()));
        return run(command);
    }

    /**
     * Copies the poms of all modules, the sources of the published ones, and the example, without anything that was
     * built.
     */
    private static void checkout(Path to) throws IOException {
        Path from = Path.of("..").toRealPath();
        try (Stream<Path> files = Files.find(from, 12, (_, attributes) -> attributes.isRegularFile())) {
            for (Path file : files.map(from::relativize).filter(PluginExampleIT::needed).toList()) {
                Files.createDirectories(to.resolve(file).getParent());
                Files.copy(from.resolve(file), to.resolve(file));
            }
        }
    }

    private static boolean needed(Path file) {
        for (Path part : file) {
            if (part.toString().equals("target")) {
                return false;
            }
        }
        return file.endsWith("pom.xml") || file.startsWith("spi") || file.startsWith(PLUGIN) || file.startsWith(".mvn");
    }

    @BeforeAll
    static void build() throws Exception {
        checkout(work);
        Path settings = OutsideMaven.settings(work);
        // Global settings, so that a proxy or a mirror in the user's own settings still counts.
        Result result = run(
                List.of(work.resolve(PLUGIN).resolve("build.sh").toString(), "-gs", settings.toString()));
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(result.out().contains("in org.example.ngrams.NgramEmbedderContractTest"), result.out());
    }

    @Test
    void pluginsListsItWithItsOptions() throws Exception {
        Result result = smoothie("plugins");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("""
                  embedder ngrams: hashed n-grams of characters; no model, no download
                    n (a whole number from 1 to 16, default 3): characters in an n-gram
                    dimension (a whole number from 1 to 65536, default 512): length of the vectors
                    seed (a whole number of at least 0, default 0): another one hashes otherwise
                """), result.out());
    }

    @Test
    void itRoutes() throws Exception {
        Path questions = HOME.resolve("examples/questions.jsonl");
        Result result = smoothie("route", questions.toString(), "--embedder", "ngrams:4,dimension=1024", "--neighbors",
                "3");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("embedder: hashed 4-grams, seed 0; 155 texts"), result.err());
        assertEquals(Files.readAllLines(questions).stream().map(line -> Json.of(line).get("id").text()).toList(),
                result.out().lines().map(line -> Json.of(line).get("id").text()).toList());
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws Exception {
        Result result = smoothie("route", HOME.resolve("examples/questions.jsonl").toString(), "--embedder",
                "ngrams:dimension=none");
        assertTrue(result.code() != 0 && result.err().contains("the option 'dimension' must be a whole number from 1"),
                result.code() + result.err());
    }

    /** The distribution must not depend on whether the example has been built in its checkout. */
    @Test
    void theDistributionHasItsSourcesAlone() throws IOException {
        Path example = HOME.resolve("examples/plugin");
        try (Stream<Path> files = Files.list(example)) {
            assertEquals(List.of("pom.xml", "src"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
