package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Factory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Loads plugins from directories, and finds by role and name what they offer. Owns the class loaders of the plugins:
 * whatever came from a plugin must be closed before this is. Any number of threads may read; one closes.
 */
public final class Plugins implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final SpiLoader spi = new SpiLoader();
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final List<DiscoveredPlugin> discovered = new ArrayList<>();
    private final Map<String, Path> names = new HashMap<>();
    /** The offers by role and name. */
    private final Map<Role<?, ?>, Map<String, Offer<?, ?>>> offers = new HashMap<>();

    private Plugins() {}

    /**
     * Loads all plugins under {@code roots}. A plugin that does not load becomes a {@link DiscoveredPlugin.Failed}, and
     * does not keep the others from loading. Of two plugins that use the same name, only the first in the order of the
     * roots is loaded.
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
        TimeLimit limit = TimeLimit.ofLoading();
        Plugins plugins = new Plugins();
        for (PluginDirectory directory : PluginDirectory.in(roots)) {
            plugins.discovered.add(plugins.load(directory, settings, limit));
        }
        return plugins;
    }

    /** Every plugin directory that was found, in the order of loading. */
    public List<DiscoveredPlugin> discovered() {
        return List.copyOf(discovered);
    }

    /** The plugins that did not load, and why, a line for each. */
    public List<String> failures() {
        return discovered.stream().filter(DiscoveredPlugin.Failed.class::isInstance)
                .map(DiscoveredPlugin.Failed.class::cast)
                .map(failed -> "the plugin in %s did not load: %s".formatted(failed.home(), failed.reason())).toList();
    }

    /** All offers of one role, by name. */
    public <F extends Factory, T> List<Offer<F, T>> offers(Role<F, T> role) {
        return names(role).stream().map(name -> offer(role, name)).toList();
    }

    private Collection<String> names(Role<?, ?> role) {
        return offers.getOrDefault(role, Map.of()).keySet();
    }

    /**
     * Finds the offer that a user named.
     *
     * @param name
     *            {@code NAME} of {@code NAME[:OPTIONS]}
     * @throws SmoothieException
     *             if no plugin offers it; the message lists what is offered and the plugins that did not load
     */
    public <F extends Factory, T> Offer<F, T> offer(Role<F, T> role, String name) {
        // Offers are registered under their own role.
        @SuppressWarnings("unchecked")
        Offer<F, T> found = (Offer<F, T>) offers.getOrDefault(role, Map.of()).get(name);
        if (found != null) {
            return found;
        }
        StringBuilder message = new StringBuilder("there is no %s '%s'; ".formatted(role.label(), name));
        message.append(names(role).isEmpty()
                ? "no plugin that is loaded offers any; name the folder of one with --plugin-dir"
                : "known are: " + String.join(", ", names(role)));
        failures().forEach(failure -> message.append("; ").append(failure));
        throw new SmoothieException(message.toString());
    }

    /** The version of the plugin that {@code offer} came from. */
    public String version(Offer<?, ?> offer) {
        return discovered.stream().filter(DiscoveredPlugin.Loaded.class::isInstance)
                .map(DiscoveredPlugin.Loaded.class::cast)
                .filter(loaded -> loaded.context().equals(offer.context())).findFirst().orElseThrow().plugin()
                .version();
    }

    /** Closes the class loaders. What came from the plugins must not be used any more. */
    @Override
    public void close() {
        offers.clear();
        discovered.clear();
        loaders.forEach(Plugins::close);
        loaders.clear();
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            // The loader's files were only read, so nothing is lost, and the other loaders still have to be closed.
            System.getLogger(Plugins.class.getName()).log(System.Logger.Level.DEBUG, "closing " + loader.getName(), e);
        }
    }

    private DiscoveredPlugin load(PluginDirectory directory, PluginSettings settings, TimeLimit limit) {
        Path home = directory.home();
        try {
            URLClassLoader loader = directory.open(spi);
            loaders.add(loader);
            var guard = new PluginGuard("the plugin", loader, home, "");
            return register(home, TimedCall.run(limit, loader,
                    () -> guard.with(() -> described(directory, loader))), settings);
        } catch (Throwable e) { // of every kind: the other plugins load nevertheless
            return new DiscoveredPlugin.Failed(home, FailureReason.of(e));
        }
    }

    private static Plugin described(PluginDirectory directory, URLClassLoader loader) {
        Plugin plugin = PluginDirectory.plugin(loader);
        checkLevel(plugin);
        checked("plugin", plugin.name());
        return GuardedPlugin.of(plugin, loader, directory);
    }

    private DiscoveredPlugin register(Path home, Plugin plugin, PluginSettings settings) {
        String name = plugin.name();
        if (names.containsKey(name)) {
            throw new SmoothieException(
                    "a plugin named '%s' is already loaded from %s".formatted(name, names.get(name)));
        }
        PluginContext context = new PluginContext(home, settings.cache().resolve(name), settings.threads());
        // All or nothing: of a plugin that is refused, no offer is kept.
        Map<Role<?, ?>, Map<String, Offer<?, ?>>> found = new HashMap<>();
        for (Role<?, ?> role : Role.ALL) {
            found.put(role, offers(role, plugin, context));
        }
        found.forEach((role, offer) -> offers.computeIfAbsent(role, _ -> new TreeMap<>()).putAll(offer));
        names.put(name, home);
        return new DiscoveredPlugin.Loaded(plugin, context);
    }

    private static void checkLevel(Plugin plugin) {
        int level = level(plugin);
        if (level > Plugin.LEVEL) {
            throw new SmoothieException(
                    "it is built for level %d of the plugin interface, and this program is too old and knows levels up to %d:"
                            .formatted(level, Plugin.LEVEL)
                            + " use a newer Smoothie or an older version of the plugin");
        }
        if (level < Plugin.OLDEST_LEVEL) {
            throw new SmoothieException(
                    "it is built for level %d of the plugin interface and is too old, because this program knows levels from %d to %d:"
                            .formatted(level, Plugin.OLDEST_LEVEL, Plugin.LEVEL)
                            + " use a newer version of the plugin or build it again");
        }
    }

    private static int level(Plugin plugin) {
        try {
            return plugin.level();
        } catch (AbstractMethodError _) {
            // At level 1, plugins did not have to implement this method.
            return 1;
        }
    }

    private <F extends Factory, T> Map<String, Offer<?, ?>> offers(Role<F, T> role, Plugin plugin,
            PluginContext context) {
        Map<String, Offer<?, ?>> found = new HashMap<>();
        for (F factory : role.offers().apply(plugin)) {
            String name = checked(role.label(), factory.name());
            if (found.put(name, new Offer<>(role, factory, context)) != null) {
                throw new SmoothieException(
                        "it offers two plugins of the kind %s that are both named '%s'; give them different names"
                                .formatted(role.label(), name));
            }
            Offer<?, ?> other = offers.getOrDefault(role, Map.of()).get(name);
            if (other != null) {
                throw new SmoothieException("%s named '%s' is already offered by the plugin in %s".formatted(role.one(),
                        name, other.context().home()));
            }
            checkOptions(role, name, factory.options());
        }
        return found;
    }

    private static void checkOptions(Role<?, ?> role, String name, List<Option<?>> options) {
        Set<String> keys = new HashSet<>();
        for (Option<?> option : options) {
            if (!keys.add(option.key())) {
                throw new SmoothieException(
                        "its %s '%s' declares the option '%s' twice".formatted(role.label(), name, option.key()));
            }
        }
        if (options.stream().filter(Option::isPositional).count() > 1) {
            throw new SmoothieException("its %s '%s' declares two positional options".formatted(role.label(), name));
        }
    }

    /** Checks a name. Names are written in options, and those of plugins are directories in the cache. */
    private static String checked(String role, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new SmoothieException("the %s name '%s' is not made of lower case letters, digits and hyphens"
                    .formatted(role, name));
        }
        return name;
    }
}
