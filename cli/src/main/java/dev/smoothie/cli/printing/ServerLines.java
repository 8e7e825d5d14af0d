package dev.smoothie.cli.printing;

import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a server says when it has started.
 *
 * @param port
 *            that it listens on
 * @param generators
 *            whom it asks
 */
public record ServerLines(GatewaySettings settings, int port, List<GeneratorSpec> generators) {

    /** Where it is, whom it asks, and what to type next. */
    public List<String> lines() {
        boolean everywhere = settings.host().equals("0.0.0.0") || settings.host().equals("::");
        String host = everywhere
                ? "127.0.0.1"
                : settings.host().contains(":")
                        ? "[%s]".formatted(settings.host())
                        : settings.host();
        String address = "%s://%s:%d".formatted(settings.encryption().isPresent() ? "https" : "http", host, port);
        var lines = new ArrayList<String>();
        lines.add("generators: " + generators.stream().map(GeneratorSpec::name).collect(Collectors.joining(", ")));
        if (!settings.keys().needed() && !host.equals("127.0.0.1")) {
            lines.add(
                    "warning: callers need no key, and other machines may reach this address; --keys FILE says who may ask");
        } else if (!settings.keys().needed() && everywhere) {
            lines.add("warning: callers need no key, and this listens on all addresses; --keys FILE says who may ask");
        }
        lines.add("listening: %s; its page is %s/".formatted(address, address));
        lines.add(
                "next: curl %s/v1/chat/completions%s -d '{\"model\": \"smoothie\", \"messages\": [{\"role\": \"user\", \"content\": \"How far is the moon?\"}]}'"
                        .formatted(address, settings.keys().needed() ? " -H \"Authorization: Bearer $KEY\"" : ""));
        return lines;
    }
}
