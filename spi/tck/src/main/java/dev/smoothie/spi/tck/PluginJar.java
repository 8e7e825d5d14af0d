package dev.smoothie.spi.tck;

import dev.smoothie.spi.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes small real plugins for tests of what loads plugins: compiles sources into a jar at test time. For use by one
 * thread.
 */
public final class PluginJar {
    private final Path work;
    private final Path spi;
    private final List<String> sources = new ArrayList<>();
    private final List<Path> libraries = new ArrayList<>();
    private final List<String> services = new ArrayList<>();

    /** A jar that is compiled against this SPI; {@code work} is a directory for its sources and class files. */
    public PluginJar(Path work) {
        this(work, spi());
    }

    /** A jar that is compiled against another SPI, the jar {@code spi}. */
    public PluginJar(Path work, Path spi) {
        this.work = work;
        this.spi = spi;
    }

    /** Adds a class and its source. */
    public PluginJar source(String className, String code) throws IOException {
        Path file = work.resolve("sources").resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        sources.add(Files.writeString(file, code).toString());
        return this;
    }

    /** Adds a jar or directory that the sources need to compile. It is not put into the plugin. */
    public PluginJar library(Path library) {
        libraries.add(library);
        return this;
    }

    /** Adds a line to the service file. */
    public PluginJar service(String className) {
        services.add(className);
        return this;
    }

    /** Adds a plugin class of this SPI level with this body, and its line in the service file. */
    public PluginJar plugin(String className, String body) throws IOException {
        return pluginOfLevel("Plugin.LEVEL", className, body);
    }

    /**
     * Adds a plugin class with this body, and its line in the service file. Its level is the expression {@code level}.
     */
    public PluginJar pluginOfLevel(String level, String className, String body) throws IOException {
        int dot = className.lastIndexOf('.');
        return service(className).source(className, """
                package %s;
                import dev.smoothie.spi.*;
                import java.util.*;
                public class %s implements Plugin {
                public int level() { return %s; }
                %s
                }
                """.formatted(className.substring(0, dot), className.substring(dot + 1), level, body));
    }

    /**
     * The body of a plugin with one embedder, whose description is the expression {@code description}. Opening the
     * embedder fails with a message that holds what it was given.
     */
    public static String offering(String plugin, String embedder, String description) {
        return """
                public String name() { return "%s"; }
                public List<EmbedderFactory> embedders() {
                    return List.of(new EmbedderFactory() {
                        public String name() { return "%s"; }
                        public String description() { return %s; }
                        public List<Option<?>> options() {
                            return List.of(Option.text("text", "any").positional());
                        }
                        public Embedder open(PluginContext context, Options options) {
                            throw new SmoothieException(context + " " + options + " "
                                    + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()));
                        }
                    });
                }
                """.formatted(plugin, embedder, description);
    }

    /** Compiles and writes the jar. */
    public Path write(Path jar) throws IOException {
        Path classes = Files.createDirectories(work.resolve(jar.getFileName() + ".classes"));
        if (!sources.isEmpty()) {
            compile(classes);
        }
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entry(entries, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            if (!services.isEmpty()) {
                entry(entries, "META-INF/services/" + Plugin.class.getName(),
                        String.join("\n", services).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void compile(Path classes) {
        String path = Stream.concat(Stream.of(spi), libraries.stream()).map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", path, "-d", classes.toString()));
        arguments.addAll(sources);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        if (javac.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("the sources do not compile: " + sources);
        }
    }

    private static void entry(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }

    private static Path spi() {
        return Path.of(URI.create(Plugin.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
