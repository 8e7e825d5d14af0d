package dev.smoothie.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Programs outside the repository that depend on one of our libraries, as their users build them: a Maven project with that one
 * dependency, whose class path Maven finds out. Our artifacts, as this build made them, are laid into a repository of the test.
 */
class LibraryIT {
    private static final String VERSION = "0.1.0";
    /** Folder of the module, and its artifact; the parent pom is the last one. */
    private static final Map<String, String> MODULES = Map.of("spi/api", "smoothie-spi", "spi/simulation",
            "smoothie-simulation", "native-bindings", "smoothie-native-bindings", "engine/core", "smoothie-core",
            "engine/pipeline", "smoothie-pipeline", ".", "smoothie");
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();

    @TempDir
    static Path work;

    @BeforeAll
    static void publish() throws Exception {
        for (var module : MODULES.entrySet()) {
            String artifact = module.getValue() + "-" + VERSION;
            Path from = Path.of("..").resolve(module.getKey());
            Path to = Files.createDirectories(
                    work.resolve("published/dev/smoothie").resolve(module.getValue()).resolve(VERSION));
            Files.copy(from.resolve("pom.xml"), to.resolve(artifact + ".pom"));
            if (!module.getKey().equals(".")) {
                Files.copy(from.resolve("target").resolve(artifact + ".jar"), to.resolve(artifact + ".jar"));
            }
        }
    }

    /** A program, and the class path that Maven found for it. */
    private record Program(Path folder, String classPath) {

        String run(String main, String... arguments) throws Exception {
            var command = new ArrayList<>(List.of(java("java"), "--add-modules", "jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED", "-cp",
                    folder.resolve("target/classes") + File.pathSeparator + classPath, main));
            command.addAll(List.of(arguments));
            return LibraryIT.run(folder, command);
        }

        List<String> libraries() {
            return Arrays.stream(classPath.split(File.pathSeparator)).map(jar -> Path.of(jar).getFileName().toString())
                    .sorted().toList();
        }
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private static String run(Path folder, List<String> command) throws Exception {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        builder.environment().put("SMOOTHIE_CACHE", work.resolve("cache").toString());
        int code = builder.start().waitFor();
        assertEquals(0, code, Files.readString(out));
        return Files.readString(out);
    }

    /** Builds a project that depends on {@code artifact} alone, with the classes of these sources. */
    private static Program build(String artifact, Map<String, String> sources) throws Exception {
        Path folder = Files.createDirectory(work.resolve(artifact));
        for (var source : sources.entrySet()) {
            Path file = folder.resolve("src/main/java").resolve(source.getKey() + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        Files.writeString(folder.resolve("pom.xml"),
                """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>org.example</groupId>
                          <artifactId>outside</artifactId>
                          <version>1</version>
                          <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
                          <repositories><repository><id>published</id><url>%s</url></repository></repositories>
                          <dependencies>
                            <dependency><groupId>dev.smoothie</groupId><artifactId>%s</artifactId><version>%s</version></dependency>
                          </dependencies>
                        </project>
                        """
                        .formatted(work.resolve("published").toUri(), artifact, VERSION));
        run(folder, List.of(System.getProperty("maven.home") + "/bin/mvn", "-B", "-q", "-gs",
                OutsideMaven.settings(work).toString(), "-Dmaven.repo.local=" + work.resolve("repository"),
                "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath",
                "-Dmdep.outputFile=classpath.txt", "-DincludeScope=runtime"));
        String classPath = Files.readString(folder.resolve("classpath.txt")).strip();
        var compile = new ArrayList<>(List.of(java("javac"), "-Xlint:all", "-Werror", "-d", "target/classes", "-cp",
                classPath));
        sources.keySet().forEach(name -> compile.add("src/main/java/" + name + ".java"));
        run(folder, compile);
        return new Program(folder, classPath);
    }

    @Test
    void theCoreRoutesWithoutJsonYamlHttpOrLogging() throws Exception {
        String program = """
                class Routes {
                    public static void main(String[] args) {
                        float[][] outputs = {{9, 9}, {1, 0}, {1, 0.1f}, {-9, 9}, {2, 0}, {2, 0.1f}};
                        for (int route : Example.route(new float[][]{{0}, {1}}, outputs, 3)) System.out.println(route);
                    }
                }
                """;
        Program outside = build("smoothie-core",
                Map.of("Example", Papers.java("README.md", "Example"), "Routes", program));
        // Generators 1 and 2 agree, 0 does not.
        String printed = outside.run("Routes");
        assertTrue(printed.contains("best over all: generator 2\n2\n2\n"), printed);
        Pattern ours = Pattern.compile("(smoothie-(core|native-bindings)|commons-(statistics|numbers|rng)-).*\\.jar");
        assertTrue(outside.libraries().stream().allMatch(jar -> ours.matcher(jar).matches()),
                outside.libraries()::toString);
        assertTrue(outside.libraries().contains("smoothie-core-0.1.0.jar"), outside.libraries()::toString);
    }

    @Test
    void thePipelineDoesWhatRouteDoes() throws Exception {
        String example = Papers.java("cli/docs/library.md", "RouteFiles");
        assertTrue(example.lines().count() <= 15, example);
        Program outside = build("smoothie-pipeline", Map.of("RouteFiles", example));
        String samples = HOME.resolve("examples/questions.jsonl").toString();
        String printed = outside.run("RouteFiles", HOME.resolve("plugins").toString(), samples, "routes.jsonl");
        assertTrue(printed.contains("generators: [careful, concise, chatty, coder, vague]\nsignal: "), printed);
        run(outside.folder(), List.of(HOME.resolve("bin/smoothie").toString(), "route", samples, "-o", "cli.jsonl"));
        assertArrayEquals(Files.readAllBytes(outside.folder().resolve("cli.jsonl")),
                Files.readAllBytes(outside.folder().resolve("routes.jsonl")));
    }
}
