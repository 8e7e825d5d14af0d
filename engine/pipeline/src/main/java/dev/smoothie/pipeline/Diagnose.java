package dev.smoothie.pipeline;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.cuda.CudaSetup;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.VectorModule;
import dev.smoothie.pipeline.machine.Machine;
import dev.smoothie.pipeline.plugins.DiscoveredPlugin;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.pipeline.report.Finding;
import dev.smoothie.spi.Factory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which backends, native libraries and plugins work on this machine, and why the others do not. This is the
 * use case of {@code smoothie doctor}.
 *
 * @param plugins
 *            directories of plugins
 */
public record Diagnose(List<Path> plugins) {

    public Diagnose {
        plugins = List.copyOf(plugins);
    }

    /** Checks the machine, the backends, CUDA and the plugins, and returns what was found, in this order. */
    public List<Finding> run() {
        var findings = new ArrayList<>(Machine.system());
        findings.addAll(Machine.processor(kernels()));
        Backends.all().forEach((name, backend) -> findings.add(backend(name, backend)));
        Backend best = Backends.choose("auto").backend();
        findings.add(new Finding("backend", "auto", true, "takes " + best.name()));
        findings.add(embedding(best));
        findings.addAll(cuda());
        findings.addAll(offers());
        return findings;
    }

    /** How the best backend on the processor computes. */
    private static String kernels() {
        return Backends.all().entrySet().stream().filter(backend -> !backend.getKey().equals("cuda"))
                .flatMap(backend -> backend.getValue().toOptional().stream()).findFirst()
                .map(backend -> "backend %s, %s".formatted(backend.name(), backend.description())).orElseThrow();
    }

    private static Finding backend(String name, Availability<Backend> backend) {
        return switch (backend) {
            case Availability.Present<Backend>(Backend there) ->
                new Finding("backend", name, true, there.description());
            case Availability.Absent<Backend>(String reason, String remedy) ->
                new Finding("backend", name, false, "%s; %s".formatted(reason, remedy));
        };
    }

    /** Whether a card can embed texts, which {@code --embed-on card} asks for and {@code auto} takes. */
    private static Finding embedding(Backend backend) {
        return switch (backend.encoders()) {
            case Availability.Present<String>(String there) -> new Finding("embedding", "card", true,
                    there + "; others are run by their embedder, on the processor");
            case Availability.Absent<String>(String reason, String remedy) ->
                new Finding("embedding", "card", false, "%s; %s; texts are embedded on the processor".formatted(reason,
                        remedy));
        };
    }

    /** The parts of CUDA that were found. The first one that is missing is the reason why the backend does not work. */
    private static List<Finding> cuda() {
        return CudaSetup.ofProcess().parts().stream().flatMap(part -> part.state().toOptional().stream()
                .map(state -> new Finding("cuda", part.name(), true, state))).toList();
    }

    private List<Finding> offers() {
        var settings = PluginSettings.ofUser(Runtime.getRuntime().availableProcessors());
        var findings = new ArrayList<Finding>();
        // What a plugin says about itself may depend on it, and a plugin cannot load that module by itself.
        VectorModule.load();
        try (Plugins loaded = Plugins.load(plugins, settings)) {
            loaded.discovered().forEach(plugin -> findings.addAll(offers(plugin)));
        }
        findings.add(Machine.cache(settings.cache()));
        return findings;
    }

    private static List<Finding> offers(DiscoveredPlugin discovered) {
        return switch (discovered) {
            case DiscoveredPlugin.Failed(Path home, String reason) ->
                List.of(new Finding("plugin", home.toString(), false, reason));
            case DiscoveredPlugin.Loaded loaded -> {
                var findings = new ArrayList<Finding>();
                findings.add(new Finding("plugin", loaded.plugin().name(), true,
                        "version %s, %s".formatted(loaded.plugin().version(), loaded.home())));
                for (Role<?, ?> role : Role.ALL) {
                    for (Factory offer : role.offers().apply(loaded.plugin())) {
                        findings.add(new Finding(role.label(), offer.name(), true, offer.description()));
                    }
                }
                yield findings;
            }
        };
    }
}
