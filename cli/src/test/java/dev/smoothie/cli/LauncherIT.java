package dev.smoothie.cli;

import dev.smoothie.bindings.testing.CudaDouble;
import dev.smoothie.cli.printing.Version;
import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests the assembled distribution as a user starts it: as a process. */
class LauncherIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    Path work;

    private Path bin;

    private record Result(int code, String out, String err) {}

    /** Makes a PATH with the tools that the launcher needs, and without Java. */
    @BeforeEach
    void toolsWithoutJava() throws IOException {
        bin = Files.createDirectory(work.resolve("bin"));
        for (String tool : List.of("sh", "readlink", "sed")) {
            Path found = List.of("/bin", "/usr/bin").stream().map(folder -> Path.of(folder, tool)).filter(Files::exists)
                    .findFirst().orElseThrow();
            Files.createSymbolicLink(bin.resolve(tool), found);
        }
    }

    private Result run(Map<String, String> environment, List<String> command) throws Exception {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA")
                || (name.contains("SMOOTHIE") && !name.equals("SMOOTHIE_CACHE")));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }

    private Result smoothie(Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/smoothie").toString()));
        command.addAll(List.of(args));
        return run(environment, command);
    }

    private Result smoothie(String... args) throws Exception {
        return smoothie(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME), args);
    }

    /** Makes a directory that looks like a JDK of that version, but cannot be run. */
    private Path jdk(String name, String version) throws IOException {
        Path home = work.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho started >&2\nexit 9\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    @Test
    void theVersionIsAllThatIsPrinted() throws Exception {
        Result result = smoothie("--version");
        assertEquals("smoothie " + Version.smoothie() + "\nJava " + Runtime.version() + " ("
                + System.getProperty("java.vendor") + ")\n", result.out());
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void anUnknownOptionIsWrongUsage() throws Exception {
        Result result = smoothie("--unknown");
        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertEquals("smoothie: Unknown option: '--unknown'\nTry 'smoothie --help'.\n", result.err());
    }

    @Test
    void aSymbolicLinkOnThePathWorks() throws Exception {
        Files.createSymbolicLink(work.resolve("first"), HOME.resolve("bin/smoothie"));
        Files.createSymbolicLink(bin.resolve("smoothie"), Path.of("../first"));
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "PATH", bin.toString()),
                List.of(bin.resolve("sh").toString(), "-c", "smoothie --version"));
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void aDirectoryWithASpaceAndWithoutStartArchiveWorks() throws Exception {
        Path copy = Files.createDirectory(work.resolve("a copy"));
        Files.createDirectories(copy.resolve("bin"));
        Files.copy(HOME.resolve("bin/smoothie"), copy.resolve("bin/smoothie"));
        Files.createSymbolicLink(copy.resolve("lib"), HOME.resolve("lib"));
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME),
                List.of("sh", copy.resolve("bin/smoothie").toString(), "--version"));
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    /** A copy of the distribution's programs, with a start archive of its own. */
    private Path copyWithArchive() throws Exception {
        Path copy = Files.createDirectory(work.resolve("copy"));
        Path lib = Files.createDirectories(copy.resolve("lib"));
        Files.copy(HOME.resolve("bin/smoothie"), Files.createDirectory(copy.resolve("bin")).resolve("smoothie"));
        Files.createDirectory(lib.resolve("start"));
        for (Path jar : jars(HOME.resolve("lib"))) {
            Files.copy(jar, lib.resolve(HOME.resolve("lib").relativize(jar)));
        }
        Result prepared = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "SMOOTHIE_PREPARE", "1"),
                List.of("sh", copy.resolve("bin/smoothie").toString()));
        assertEquals(0, prepared.code(), prepared.err());
        assertFalse(Files.exists(lib.resolve("start/rehearsal")), "the rehearsal leaves nothing behind");
        return copy;
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** Runs a copy, which starts with its archive, or Java ends if {@code must} and it cannot use that. */
    private Result help(Path copy, boolean must) throws Exception {
        return run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "SMOOTHIE_JAVA_OPTS", must ? "-XX:AOTMode=on" : "-Xmx512m"),
                List.of("sh", copy.resolve("bin/smoothie").toString(), "score", "--help"));
    }

    /** Arabic digits, and an i that has no capital without a dot, appear nowhere. */
    @ParameterizedTest
    @ValueSource(strings = {"-Duser.language=tr -Duser.country=TR", "-Duser.language=ar -Duser.country=EG"})
    void theLocaleChangesNothing(String locale) throws Exception {
        String answers = Path.of("examples/answers.jsonl").toAbsolutePath().toString();
        for (String command : List.of("score " + answers + " --view answer --compare equality", "inspect " + answers,
                "route --help")) {
            var arguments = new ArrayList<>(List.of("sh", HOME.resolve("bin/smoothie").toString()));
            arguments.addAll(List.of(command.split(" ")));
            Result plain = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME), arguments);
            Result there = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "SMOOTHIE_JAVA_OPTS", locale), arguments);
            assertEquals(0, there.code(), there.err());
            assertEquals(plain.out(), there.out());
            assertEquals(plain.err().replaceAll("[0-9.]+ s\\b", "T s"), there.err().replaceAll("[0-9.]+ s\\b", "T s"));
        }
    }

    @Test
    void aStartArchiveThatIsDamagedStaleOrMissingIsDoneWithout() throws Exception {
        Path copy = copyWithArchive();
        Path archive = copy.resolve("lib/start.aot");
        Result good = help(copy, true);
        assertEquals(0, good.code(), good.err());
        assertEquals("", good.err());
        assertEquals(good, help(copy, false));

        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
        assertNotEquals(0, help(copy, true).code());
        assertEquals(good, help(copy, false));

        Files.write(archive, bytes);
        assertEquals(good, help(copy, true));
        Path jar = jars(copy.resolve("lib")).stream().filter(file -> file.toString().contains("smoothie-cli"))
                .findFirst().orElseThrow();
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertNotEquals(0, help(copy, true).code());
        assertEquals(good, help(copy, false));

        Files.delete(archive);
        assertEquals(good, help(copy, false));
    }

    @Test
    void onlySmallJobsDoWithoutTheOptimizingCompiler() throws Exception {
        Path java = jdk("echo", "25").resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.writeString(work.resolve("small.jsonl"), "{}\n".repeat(16_000));
        Files.writeString(work.resolve("large.jsonl"), "{}\n".repeat(17_000));
        assertTrue(small("route", "small.jsonl", "-o", "large.jsonl"));
        assertTrue(small("evaluate", "small.jsonl"));
        assertTrue(small("--help"));
        assertTrue(small("route", "large.jsonl", "--method", "global"));
        assertFalse(small("route", "large.jsonl"));
        assertFalse(small("route", "small.jsonl", "--train=large.jsonl"));
        assertFalse(small("route", "-"));
        assertFalse(small("route", "."));
        assertEquals(0, new ProcessBuilder("mkfifo", work.resolve("pipe").toString()).start().waitFor());
        assertFalse(small("route", "pipe"));
        assertFalse(small("generate", "small.jsonl"));
    }

    /** Whether the launcher starts Java, here one that only lists its arguments, for a small job. */
    private boolean small(String... args) throws Exception {
        Result result = smoothie(Map.of("SMOOTHIE_JAVA_HOME", work.resolve("echo").toString()), args);
        assertEquals("", result.err());
        return result.out().lines().anyMatch("-XX:TieredStopAtLevel=1"::equals);
    }

    @Test
    void anOldJavaThatIsAskedForIsAnError() throws Exception {
        Path old = jdk("old", "17.0.9");
        Result result = smoothie(Map.of("SMOOTHIE_JAVA_HOME", old.toString(), "JAVA_HOME", JAVA_HOME), "--version");
        assertEquals(1, result.code());
        assertEquals("smoothie: SMOOTHIE_JAVA_HOME is " + old + ", but it is Java 17.0.9; set it to the directory of a"
                + " JDK 25 or later, or unset it to have one looked for\n", result.err());
    }

    @Test
    void anOldJavaHomeAndPathAreFallenThrough() throws Exception {
        Path old = jdk("old", "1.8.0_392");
        Path home = Files.createDirectories(work.resolve("home/.jdks"));
        Files.createSymbolicLink(home.resolve("good"), Path.of(JAVA_HOME));
        Result result = smoothie(Map.of("JAVA_HOME", old.toString(), "PATH", old.resolve("bin") + ":" + bin, "HOME",
                home.getParent().toString()), "--version");
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void javaHomeIsUsedBeforeThePath() throws Exception {
        Path other = jdk("other", "25.0.1");
        Result result = smoothie(Map.of("JAVA_HOME", JAVA_HOME, "PATH", other.resolve("bin") + ":" + bin), "--version");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        result = smoothie(Map.of("PATH", other.resolve("bin") + ":" + bin), "--version");
        assertEquals("started\n", result.err());
        assertEquals(9, result.code());
    }

    @Test
    void withoutJavaTheMessageSaysWhereItLooked() throws Exception {
        // The usual places of this machine cannot be hidden, so the launcher is given other places.
        String script = Files.readString(HOME.resolve("bin/smoothie")).replace("/usr/lib/jvm/* /opt/*", "/nowhere/*");
        Path launcher = Files.createDirectories(work.resolve("dist/bin")).resolve("smoothie");
        Files.writeString(launcher, script);
        Path old = jdk("old", "21");
        Result result = run(Map.of("JAVA_HOME", old.toString(), "PATH", bin.toString(), "HOME", work.toString()),
                List.of(bin.resolve("sh").toString(), launcher.toString(), "--version"));
        assertEquals(1, result.code());
        assertTrue(
                result.err().startsWith("smoothie: needs Java 25 or later, and there is none; looked at:\n  JAVA_HOME="
                        + old + ": it is Java 21\n  java on the PATH: there is none\n  /usr/lib/jvm"),
                result.err());
        assertTrue(result.err().contains("SMOOTHIE_JAVA_HOME"), result.err());
    }

    @Test
    void aReaderThatGoesAwayIsQuiet() throws Exception {
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME),
                List.of("sh", "-c", HOME.resolve("bin/smoothie") + " completion | true"));
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void anOpenBlasThatDoesNotLoadIsAReasonAndVectorIsTaken() throws Exception {
        Path text = Files.writeString(work.resolve("libopenblas.so.0"), "not a library");
        var environment = Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "SMOOTHIE_OPENBLAS", text.toString());
        Result result = smoothie(environment, "doctor");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("backend          openblas (not available): SMOOTHIE_OPENBLAS=" + text),
                result.out());
        assertTrue(result.out().contains("takes vector"), result.out());
        result = smoothie(environment, "score", HOME.resolve("examples/questions.jsonl").toString(), "--backend",
                "openblas");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("backend openblas is not available: SMOOTHIE_OPENBLAS=" + text),
                result.err());
    }

    @Test
    void doctorListsWhatThereIsOfCuda() throws Exception {
        assumeTrue(CudaDouble.ofProcess().isPresent(), "the double of CUDA needs gcc on Linux");
        Path home = CudaDouble.ofProcess().orElseThrow().home();
        Result result = smoothie(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME, "SMOOTHIE_CUDA_HOME", home.toString()),
                "doctor");
        assertEquals(0, result.code(), result.err());
        for (String line : List.of("cuda             driver: serves CUDA up to 13.0, " + home + "/lib64/libcuda.so.1",
                "cuda             device: 0: CUDA double 0 (the host, not a GPU), sm_90, 4 multiprocessors, 1.0 GiB",
                "cuda             cublas: " + home + "/lib64/libcublas.so.13")) {
            assertTrue(result.out().lines().anyMatch(line::equals), result.out());
        }
    }

    /**
     * On the module path the platform's class loader finds the packages of our modules, which a plugin must not see.
     */
    @Test
    void onTheModulePathTheVectorApiLoadsAndAPluginSeesTheSpiAlone() throws Exception {
        plugin(work.resolve("plugin"));
        Path tests = Path.of("target/test-classes").toAbsolutePath();
        Result result = run(Map.of(), List.of(JAVA_HOME + "/bin/java", "--module-path", HOME.resolve("lib").toString(),
                "--add-modules", "dev.smoothie.cli", "--add-exports",
                "java.base/jdk.internal.module=dev.smoothie.core", "-cp", tests.toString(),
                "dev.smoothie.probe.Probe", work.resolve("plugin").toString()));
        assertEquals("", result.err());
        assertEquals("present jdk.incubator.vector\nloaded dev.smoothie.spi.Plugin\n", result.out());
    }

    /** Makes a plugin whose version is the list of classes that it sees. */
    private void plugin(Path directory) throws IOException {
        new PluginJar(work.resolve("plugin-sources")).plugin("probe.Main", """
                public String name() { return "probe"; }
                public String version() {
                    String seen = "";
                    for (String name : new String[]{"dev.smoothie.spi.Plugin", "picocli.CommandLine",
                            "dev.smoothie.core.vectors.Embeddings", "tools.jackson.core.JsonParser"}) {
                        try {
                            Class.forName(name);
                            seen += name;
                        } catch (ClassNotFoundException e) {
                            // not seen
                        }
                    }
                    return seen;
                }
                """).write(directory.resolve("plugin.jar"));
    }

    /** Three samples and the embeddings of their outputs. */
    private String routeOf(String input) {
        new Folder(work).file("x.jsonl", Broken.SAMPLES).npy("l.npy", new int[]{3, 3, 2}, Broken.floats(18));
        return "%s route %s --method global --generation-embeddings %s".formatted(HOME.resolve("bin/smoothie"), input,
                work.resolve("l.npy"));
    }

    @Test
    void routesGoToStandardOutputAndFromStandardInput() throws Exception {
        String line = routeOf("-");
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME), List.of("sh", "-c", "cat x.jsonl | " + line));
        assertEquals(0, result.code(), result.err());
        assertEquals(List.of("q1", "q2", "q3"), result.out().lines().map(l -> Json.of(l).get("id").text()).toList());
        assertTrue(result.err().contains("generator "), result.err());
        Result files = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME),
                List.of("sh", "-c", routeOf("x.jsonl") + " --json"));
        assertEquals(result.out(), files.out());
        assertEquals(3, Json.of(files.err()).get("samples").number(), files.err());
    }

    @Test
    void aReaderOfRoutesThatGoesAwayIsQuiet() throws Exception {
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME),
                List.of("sh", "-c", routeOf("x.jsonl") + " --json | true"));
        assertEquals(0, result.code());
        assertFalse(result.err().contains("smoothie: "), result.err());
    }

    @Test
    void stoppedItLeavesNothingBehind() throws Exception {
        var folder = new Folder(Files.createDirectory(work.resolve("data"))).file("x.jsonl",
                Broken.SAMPLES.replace("\"z\"", "\"wait\"")).file("out.jsonl", "kept");
        LettersPlugin.write(work.resolve("plugin"), work.resolve("plugin-sources"));
        Path log = work.resolve("log");
        var builder = new ProcessBuilder(HOME.resolve("bin/smoothie").toString(), "route",
                folder.at("x.jsonl").toString(),
                "-o", folder.at("out.jsonl").toString(), "--plugin-dir", work.resolve("plugin").toString(),
                "--embedder",
                "letters:" + log).redirectErrorStream(true).redirectOutput(work.resolve("out").toFile());
        builder.environment().put("SMOOTHIE_JAVA_HOME", JAVA_HOME);
        Process process = builder.start();
        try {
            // The embedder has reached the text that it never finishes.
            while (process.isAlive() && !(Files.exists(log) && Files.readString(log).contains("wait"))) {
                Thread.sleep(20);
            }
            assertEquals(3, folder.names().size(), "the output is being written beside: " + folder.names());
            // Not Ctrl-C's own signal, which Java treats in the same way: a process in the background of a build
            // ignores it.
            process.destroy();
            assertEquals(128 + 15, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
        assertEquals(List.of("out.jsonl", "x.jsonl"), folder.names());
        assertEquals("kept", folder.text("out.jsonl"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsAFailure() throws Exception {
        for (String command : List.of("score x.jsonl --generation-embeddings l.npy", "completion", "route --help")) {
            new Folder(work).file("x.jsonl", Broken.SAMPLES).npy("l.npy", new int[]{3, 3, 2}, Broken.floats(18));
            Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME),
                    List.of("sh", "-c", HOME.resolve("bin/smoothie") + " " + command + " > /dev/full"));
            assertEquals(1, result.code(), command);
            assertTrue(result.err().endsWith("smoothie: standard output: cannot write: No space left on device\n"),
                    result.err());
        }
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Result result = run(Map.of("SMOOTHIE_JAVA_HOME", JAVA_HOME), List.of("bash", "-c", """
                compopt() { :; } # works only where the shell itself completes
                source <(%s completion) || exit 9
                COMP_WORDS=(smoothie ro) COMP_CWORD=1 && _complete_smoothie && echo "${COMPREPLY[*]}"
                COMP_WORDS=(smoothie route --train-) COMP_CWORD=2 && _complete_smoothie && echo "${COMPREPLY[*]}"
                COMP_WORDS=(smoothie route --method '') COMP_CWORD=3 && _complete_smoothie && echo "${COMPREPLY[*]}"
                """.formatted(HOME.resolve("bin/smoothie"))));
        assertEquals("", result.err());
        assertEquals(
                "route\n--train-input-embeddings --train-generation-embeddings\nlocal global posterior consensus shrunk vote reviews reviews+agreement\n",
                result.out());
    }
}
