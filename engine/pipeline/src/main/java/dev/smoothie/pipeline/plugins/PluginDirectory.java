package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A directory with the jars of one plugin.
 *
 * @param home
 *            the directory
 */
record PluginDirectory(Path home) {

    /**
     * Lists the plugin directories of {@code roots}, in the order of the roots and then of their names, each once. A
     * root that holds jars is itself a plugin's directory. Otherwise every directory in it is one, except those whose
     * names begin with a dot.
     *
     * @throws SmoothieException
     *             if a root is not a directory that can be listed
     */
    static List<PluginDirectory> in(List<Path> roots) {
        Set<Path> homes = new LinkedHashSet<>();
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new SmoothieException(
                        "there is no plugin directory %s: %s; give a directory that holds a plugin's"
                                .formatted(root, Files.exists(root) ? "it is not a directory" : "it does not exist")
                                + " jars, or one directory with jars per plugin");
            }
            try {
                homes.addAll(homes(root.toRealPath()));
            } catch (IOException e) {
                throw new SmoothieException("the plugin directory %s cannot be read: %s".formatted(root, e), e);
            }
        }
        return homes.stream().map(PluginDirectory::new).toList();
    }

    private static List<Path> homes(Path root) throws IOException {
        List<Path> directories = children(root).stream()
                .filter(child -> Files.isDirectory(child) && !child.getFileName().toString().startsWith("."))
                .toList();
        // A root without contents counts as a plugin directory, so that it is reported and not passed over.
        if (directories.isEmpty() || !jars(root).isEmpty()) {
            return List.of(root);
        }
        List<Path> homes = new ArrayList<>();
        for (Path directory : directories) {
            homes.add(directory.toRealPath());
        }
        return homes;
    }

    private static List<Path> jars(Path directory) throws IOException {
        return children(directory).stream().filter(child -> child.getFileName().toString().endsWith(".jar")).toList();
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        }
    }

    /**
     * Opens a class loader of the plugin's jars. The caller closes it.
     *
     * @throws SmoothieException
     *             if there are no jars or one is not readable; the message is only the reason
     */
    URLClassLoader open(SpiLoader parent) throws IOException {
        List<Path> jars = jars(home);
        if (jars.isEmpty()) {
            throw new SmoothieException("there is no jar in the directory");
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw new SmoothieException("%s is not a readable jar: it is no regular file".formatted(
                        jar.getFileName()));
            }
            // A class loader silently skips a jar that it cannot read.
            try (JarFile _ = new JarFile(jar.toFile())) {
                urls.add(jar.toUri().toURL());
            } catch (IOException e) {
                throw new SmoothieException("%s is not a readable jar: %s".formatted(jar.getFileName(),
                        e.getMessage()), e);
            }
        }
        return new URLClassLoader("smoothie-plugin-" + home.getFileName(), urls.toArray(URL[]::new), parent);
    }

    /**
     * Makes the one plugin that the jars declare.
     *
     * @throws SmoothieException
     *             if there is none, or more than one; the message is only the reason
     */
    static Plugin plugin(URLClassLoader loader) {
        List<ServiceLoader.Provider<Plugin>> providers = ServiceLoader.load(Plugin.class, loader).stream().toList();
        if (providers.size() != 1) {
            throw new SmoothieException("its jars must declare one plugin in META-INF/services/%s, they declare %s"
                    .formatted(Plugin.class.getName(), providers.isEmpty()
                            ? "none"
                            : providers.stream()
                                    .map(provider -> provider.type().getName()).toList()));
        }
        return providers.getFirst().get();
    }
}
