package dev.smoothie.release;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Links a Java runtime of those modules of the JDK that some jar of the release needs. Our own jars are not linked into
 * it: some of what they need are no modules, and plugins are loaded apart.
 */
final class JavaRuntime {
    /**
     * Asked for by no jar, or only where it is there: the Vector API, which is loaded late; and what jars without a
     * descriptor call by reflection.
     */
    private static final List<String> ADDED = List.of("jdk.incubator.vector", "jdk.unsupported", "jdk.management",
            "java.naming");
    /** Images, which DJL's API knows; only an exception of it is used here. With it come the libraries of a desktop. */
    private static final Set<String> LEFT_OUT = Set.of("java.desktop");

    private static final Set<String> LEFT_OUT_OF_RELEASE = Set.of("IMAGE_TYPE");

    private JavaRuntime() {}

    static void link(Path home) throws IOException {
        Set<String> modules = new TreeSet<>(ADDED);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                modules.addAll(neededBy(jar));
            }
        }
        modules.removeAll(LEFT_OUT);
        String printed = run("jlink", "--add-modules", String.join(",", modules), "--output",
                home.resolve("runtime").toString(), "--no-header-files", "--no-man-pages",
                "--strip-java-debug-attributes", "--generate-cds-archive", "--ignore-modified-runtime");
        describe(home.resolve("runtime/release"));
        System.out.printf("linked a runtime of %s%n%s", String.join(", ", modules), printed);
    }

    /** Adds what the JDK says of itself, such as who has built it from which sources, which the linker leaves out. */
    private static void describe(Path release) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(release));
        Set<String> known = new TreeSet<>(LEFT_OUT_OF_RELEASE);
        lines.forEach(line -> known.add(key(line)));
        Files.readAllLines(Path.of(System.getProperty("java.home"), "release")).stream()
                .filter(line -> !known.contains(key(line))).forEach(lines::add);
        Files.write(release, lines);
    }

    private static String key(String line) {
        return line.replaceFirst("=.*", "");
    }

    /** The modules of the JDK that a jar needs: what its descriptor says, or what its classes use. */
    private static Set<String> neededBy(Path jar) throws IOException {
        ModuleDescriptor module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
        var needed = new TreeSet<String>();
        if (!module.isAutomatic()) {
            module.requires().stream().filter(other -> !other.modifiers().contains(Requires.Modifier.STATIC))
                    .map(Requires::name).filter(JavaRuntime::isOfJdk).forEach(needed::add);
            return needed;
        }
        for (String word : run("jdeps", "-s", "--multi-release", "25", "--ignore-missing-deps", jar.toString())
                .split("\\s+")) {
            if (isOfJdk(word)) {
                needed.add(word);
            }
        }
        return needed;
    }

    private static boolean isOfJdk(String name) {
        return ModuleFinder.ofSystem().find(name).isPresent();
    }

    private static String run(String tool, String... arguments) throws IOException {
        var printed = new StringWriter();
        var out = new PrintWriter(printed);
        int code = ToolProvider.findFirst(tool).orElseThrow(() -> new IOException("this JDK has no " + tool)).run(out,
                out, arguments);
        if (code != 0) {
            throw new IOException("%s %s ended with %d: %s".formatted(tool, String.join(" ", arguments), code, printed));
        }
        return printed.toString();
    }
}
