package dev.smoothie.engine.plugin;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The plugins of a run, and the embedders that they offer. Owns the class loaders of the plugins: whatever came from a
 * plugin is closed before this is. Any number of threads may read; one closes.
 */
public final class Plugins implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final SpiLoader spi = new SpiLoader();
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final List<DiscoveredPlugin> discovered = new ArrayList<>();
    private final Map<String, Path> names = new HashMap<>();
    private final Map<String, OfferedEmbedder> embedders = new TreeMap<>();

    private Plugins() {}

    /**
     * Loads all plugins under {@code roots}. One that does not load is a {@link DiscoveredPlugin.Failed}, and never hinders
     * the others; of two that claim the same name, the first in the order of the roots has it.
     *
     * @param roots
     *            directories that hold one directory of jars per plugin, or the jars of one plugin
     * @param settings
     *            what plugins are told about the run
     * @return the plugins; the caller closes them
     * @throws SmoothieException
     *             if a root is not a directory
     */
    public static Plugins load(List<Path> roots, PluginSettings settings) {
        Plugins plugins = new Plugins();
        for (PluginDirectory directory : PluginDirectory.in(roots)) {
            plugins.discovered.add(plugins.load(directory, settings));
        }
        return plugins;
    }

    /** Every plugin directory that was found, in the order of loading. */
    public List<DiscoveredPlugin> discovered() {
        return List.copyOf(discovered);
    }

    /** Every embedder on offer, by name. */
    public List<OfferedEmbedder> embedders() {
        return List.copyOf(embedders.values());
    }

    /**
     * The embedder that a user asked for.
     *
     * @param name
     *            NAME of {@code --embedder NAME[:ARGUMENT]}
     * @throws SmoothieException
     *             if no plugin offers it; the message lists what is on offer and the plugins that did not load
     */
    public OfferedEmbedder embedder(String name) {
        OfferedEmbedder found = embedders.get(name);
        if (found != null) {
            return found;
        }
        StringBuilder message = new StringBuilder("there is no embedder '%s'; ".formatted(name));
        message.append(embedders.isEmpty()
                ? "no plugin offers any, name the directory of one with --plugin-dir"
                : "on offer: " + String.join(", ", embedders.keySet()));
        for (DiscoveredPlugin plugin : discovered) {
            if (plugin instanceof DiscoveredPlugin.Failed(Path home, String reason)) {
                message.append("; the plugin in %s did not load: %s".formatted(home, reason));
            }
        }
        throw new SmoothieException(message.toString());
    }

    /** Closes the class loaders; what came from the plugins must not be used any more. */
    @Override
    public void close() {
        embedders.clear();
        loaders.forEach(Plugins::close);
        loaders.clear();
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            // Its files were only read: nothing is lost, and the other loaders are still to be closed.
            System.getLogger(Plugins.class.getName()).log(System.Logger.Level.DEBUG, "closing " + loader.getName(), e);
        }
    }

    private DiscoveredPlugin load(PluginDirectory directory, PluginSettings settings) {
        Path home = directory.home();
        try {
            URLClassLoader loader = directory.open(spi);
            loaders.add(loader);
            return ContextLoader.with(loader, () -> register(home, PluginDirectory.plugin(loader), settings));
        } catch (SmoothieException e) {
            return new DiscoveredPlugin.Failed(home, e.getMessage());
        } catch (Exception | LinkageError | ServiceConfigurationError e) {
            return new DiscoveredPlugin.Failed(home, FailureReason.of(e));
        }
    }

    private DiscoveredPlugin register(Path home, Plugin plugin, PluginSettings settings) {
        if (plugin.level() > Plugin.LEVEL) {
            throw new SmoothieException(
                    "it is built against level %d of the plugin interface, this program has level %d:"
                            .formatted(plugin.level(), Plugin.LEVEL) + " use a newer Smoothie or an older plugin");
        }
        String name = checked("plugin", plugin.name());
        if (names.containsKey(name)) {
            throw new SmoothieException(
                    "a plugin named '%s' is already loaded from %s".formatted(name, names.get(name)));
        }
        PluginContext context = new PluginContext(home, settings.cache().resolve(name), settings.threads());
        embedders.putAll(offers(plugin, context));
        names.put(name, home);
        return new DiscoveredPlugin.Loaded(plugin, context);
    }

    private Map<String, OfferedEmbedder> offers(Plugin plugin, PluginContext context) {
        Map<String, OfferedEmbedder> offers = new HashMap<>();
        for (EmbedderFactory factory : plugin.embedders()) {
            String name = checked("embedder", factory.name());
            if (offers.put(name, new OfferedEmbedder(factory, context)) != null) {
                throw new SmoothieException("it offers two embedders named '%s'".formatted(name));
            }
            if (embedders.containsKey(name)) {
                throw new SmoothieException("an embedder named '%s' is already offered by the plugin in %s".formatted(
                        name, embedders.get(name).context().home()));
            }
        }
        return offers;
    }

    /** Names go into options and, for plugins, into paths of the cache. */
    private static String checked(String role, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new SmoothieException("the %s name '%s' is not made of lower case letters, digits and hyphens"
                    .formatted(role, name));
        }
        return name;
    }
}
