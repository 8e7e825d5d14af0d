package dev.smoothie.cli;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.cuda.CudaSetup;
import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.plugin.DiscoveredPlugin;
import dev.smoothie.engine.plugin.PluginSettings;
import dev.smoothie.engine.plugin.Plugins;
import dev.smoothie.engine.plugin.Role;
import dev.smoothie.spi.Factory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code smoothie doctor}: what this machine has, and why it has not what it has not. */
@Command(name = "doctor", description = "Show what works on this machine, and the reason for what does not.")
final class DoctorCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginDirs directories;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print it as JSON.")
    private boolean json;

    /** One finding. */
    private record Finding(String kind, String name, boolean available, String detail) {}

    @Override
    public void run() {
        List<Finding> findings = new ArrayList<>(machine());
        Backends.all().forEach((name, backend) -> findings.add(backend(name, backend)));
        findings.add(new Finding("backend", "auto", true, "takes " + Backends.choose("auto").backend().name()));
        findings.addAll(cuda());
        findings.addAll(plugins());
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json ? json(findings) : findings.stream().map(DoctorCommand::line).collect(Collectors.joining("\n")));
        out.flush();
    }

    private static List<Finding> machine() {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                new Finding("java", Runtime.version().toString(), true,
                        "%s, %s".formatted(System.getProperty("java.vendor"),
                                System.getProperty("java.home"))),
                new Finding("system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
                        true,
                        "%d processors, heap up to %d MiB".formatted(runtime.availableProcessors(),
                                runtime.maxMemory() >> 20)));
    }

    private static Finding backend(String name, Availability<Backend> backend) {
        return switch (backend) {
            case Availability.Present<Backend>(Backend there) ->
                new Finding("backend", name, true, there.description());
            case Availability.Absent<Backend>(String reason, String remedy) -> new Finding("backend", name, false,
                    "%s; %s".formatted(reason, remedy));
        };
    }

    /** What there is of CUDA; what there is not is the reason why its backend is not available. */
    private static List<Finding> cuda() {
        return CudaSetup.ofProcess().parts().stream().flatMap(part -> part.state().toOptional().stream()
                .map(state -> new Finding("cuda", part.name(), true, state))).toList();
    }

    private List<Finding> plugins() {
        var settings = PluginSettings.ofUser(Runtime.getRuntime().availableProcessors());
        var findings = new ArrayList<Finding>();
        try (Plugins plugins = Plugins.load(directories.roots(), settings)) {
            for (DiscoveredPlugin discovered : plugins.discovered()) {
                switch (discovered) {
                    case DiscoveredPlugin.Failed(Path home, String reason) -> findings
                            .add(new Finding("plugin", home.toString(), false, reason));
                    case DiscoveredPlugin.Loaded loaded -> {
                        findings.add(new Finding("plugin", loaded.plugin().name(), true,
                                "version %s, %s".formatted(loaded.plugin().version(), loaded.home())));
                        for (Role<?, ?> role : Role.ALL) {
                            for (Factory offer : role.offers().apply(loaded.plugin())) {
                                findings.add(new Finding(role.label(), offer.name(), true, offer.description()));
                            }
                        }
                    }
                }
            }
        }
        findings.add(new Finding("cache", settings.cache().toString(), true, "for files that can be made again"));
        return findings;
    }

    private static String line(Finding finding) {
        return "%-16s %s%s: %s".formatted(finding.kind(), finding.name(), finding.available() ? "" : " (not available)",
                finding.detail());
    }

    private static String json(List<Finding> findings) {
        var text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartArray();
            for (Finding finding : findings) {
                generator.writeStartObject();
                generator.writeStringProperty("kind", finding.kind());
                generator.writeStringProperty("name", finding.name());
                generator.writeBooleanProperty("available", finding.available());
                generator.writeStringProperty("detail", finding.detail());
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
        return text.toString();
    }
}
