package dev.smoothie.gateway;

import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.OpenGenerators;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Serves generators by a fitted state. This is the use case of {@code smoothie serve}.
 *
 * @param resources
 *            the plugins, the backend and the threads
 * @param state
 *            the folder of the fitted state; a changed one is loaded while the server runs
 * @param generators
 *            whom to ask
 * @param settings
 *            how the server runs
 * @param policies
 *            what is settled of the policies
 */
public record Serve(Resources resources, Path state, List<GeneratorSpec> generators, GatewaySettings settings,
        Policies policies) {
    private static final Duration WATCH = Duration.ofSeconds(2);

    /**
     * What is settled of the policies.
     *
     * @param costWeight
     *            the error that a unit of money for 1000 inputs is worth, for {@code smoothie:cheap}
     * @param share
     *            the part of the best generator's quality that a cascade is to reach, above 0
     */
    public record Policies(double costWeight, double share) {
        public Policies {
            if (!(costWeight >= 0) || !(share > 0)) {
                throw new IllegalArgumentException("policies out of range: " + costWeight + ", " + share);
            }
        }
    }

    public Serve {
        generators = List.copyOf(generators);
        Objects.requireNonNull(settings, "settings");
    }

    /** A server that runs. Closing it ends it. */
    public final class Running implements AutoCloseable {
        private final Plugins plugins;
        private final OpenGenerators open;
        private final Gateway gateway;
        private final StateWatch watch;
        private boolean closed;

        private Running(Plugins plugins, OpenGenerators open, Gateway gateway) {
            this.plugins = plugins;
            this.open = open;
            this.gateway = gateway;
            this.watch = new StateWatch(state.resolve("state.json"), WATCH, gateway::reload);
        }

        /** The port that it listens on. */
        public int port() {
            return gateway.port();
        }

        /** Loads the fitted state again. */
        public void reload() {
            gateway.reload();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                watch.close();
                gateway.close();
                open.close();
                plugins.close();
            }
        }
    }

    /**
     * Starts the server, and returns once it takes requests.
     *
     * @param notes
     *            is told what an operator should know, a sentence each
     * @param log
     *            is told the line of each request, if the settings want them
     * @throws dev.smoothie.spi.SmoothieException
     *             if the state, the generators or the address do not allow it
     */
    @SuppressWarnings("MustBeClosedChecker") // what runs closes them
    public Running start(Consumer<String> notes, Consumer<String> log) {
        Plugins plugins = Plugins.load(resources.plugins(), PluginSettings.ofUser(resources.workers().threads()));
        OpenGenerators open = null;
        try {
            plugins.failures().forEach(notes);
            open = OpenGenerators.open(generators, plugins, notes);
            Gateway gateway = Gateway.start(settings, () -> {
                FittedAdviser adviser = FittedAdviser.open(state, resources, plugins, generators, policies,
                        notes);
                return new Gateway.Fitted(adviser, adviser);
            }, open.all(), notes, log);
            return new Running(plugins, open, gateway);
        } catch (RuntimeException | Error e) {
            if (open != null) {
                open.close();
            }
            plugins.close();
            throw e;
        }
    }
}
