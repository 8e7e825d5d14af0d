package dev.smoothie.pipeline.fuzz;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The fuzzer, in a JVM of its own for each target, whose heap is small enough that an input that takes much memory is a
 * finding.
 *
 * @param target
 *            what is fuzzed
 * @param seconds
 *            for how long
 */
record Jazzer(Target target, int seconds) {
    private static final String HEAP = "-Xmx512m";

    /** An input of a few thousand bytes that takes as long as this hangs, however busy the machine is. */
    private static final int HANG_SECONDS = 300;

    /**
     * Jazzer's detectors of attacks. A pattern or a path that the user gives is no attack on the user, and the detectors
     * slow every comparison of texts down.
     */
    private static final List<String> DETECTORS = List.of("BigDecimal", "ClojureLangHooks", "Deserialization",
            "ExpressionLanguageInjection", "FilePathTraversal", "LdapInjection", "NamingContextLookup",
            "OsCommandInjection", "ReflectiveCall", "RegexInjection", "RegexRoadblocks", "ScriptEngineInjection",
            "ServerSideRequestForgery", "SqlInjection", "TemplateInjection", "UnsafeSanitizer", "XPathInjection",
            "XmlParserSsrfGuidance");

    private static final Pattern WORD = Pattern.compile("\"[A-Za-z_]{2,24}\"|[a-z-]{3,16}:|\\n[=-]{4} [a-z._-]{2,24}");
    private static final Path SEEDS = Path.of("src", "test", "resources", "fuzz");

    /**
     * How it ended.
     *
     * @param code
     *            0 if nothing was found
     * @param log
     *            what Jazzer printed
     */
    record Result(int code, Path log) {
        /** The end of the log. */
        String tail() throws IOException {
            List<String> lines = Files.readAllLines(log, ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        }
    }

    /** The inputs to begin with, which are regression tests as well. */
    static List<Path> seeds(Target target) throws IOException {
        try (Stream<Path> files = Files.list(SEEDS.resolve(target.folder()))) {
            return files.sorted().toList();
        }
    }

    Result run() throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", target.folder()).toAbsolutePath();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log.txt");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP,
                "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true",
                "-Djava.io.tmpdir=" + folder,
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + target.type().getName(),
                "--instrumentation_includes=dev.smoothie.pipeline.**:dev.smoothie.core.vectors.**:org.snakeyaml.**",
                "--instrumentation_excludes=dev.smoothie.pipeline.fuzz.**",
                "--custom_hook_includes=dev.smoothie.pipeline.**:dev.smoothie.core.vectors.**:org.snakeyaml.**",
                "--disabled_hooks=" + detectors(),
                "--reproducer_path=" + folder, "-artifact_prefix=" + folder + "/", "-dict=" + dictionary(folder),
                "-seed=1", "-max_total_time=" + seconds, "-timeout=" + HANG_SECONDS, "-rss_limit_mb=0",
                "-print_final_stats=1"));
        command.addAll(List.of(corpus.toString(), SEEDS.resolve(target.folder()).toAbsolutePath().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            return new Result(process.waitFor(), log);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String detectors() {
        return String.join(":",
                DETECTORS.stream().map("com.code_intelligence.jazzer.sanitizers."::concat).toList());
    }

    /** The keys and other words of the seeds, from which new inputs are made. */
    private Path dictionary(Path folder) throws IOException {
        // Never empty, which Jazzer takes for an error.
        var words = new TreeSet<>(List.of("null", "NaN", "True", "False"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SEEDS.resolve(target.folder()))) {
            for (Path file : files) {
                Matcher matcher = WORD.matcher(Files.readString(file, ISO_8859_1));
                while (matcher.find()) {
                    words.add(matcher.group());
                }
            }
        }
        List<String> lines = words.stream().map(
                word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\x0a") + "\"").toList();
        return Files.write(folder.resolve("words.dict"), lines, UTF_8);
    }
}
