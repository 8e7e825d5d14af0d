package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.ServerOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.ServerLines;
import dev.smoothie.gateway.Serve;
import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.GatewaySettings.JudgedText;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.ModelsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie serve}: answers requests of OpenAI's protocol with the generator that is expected to be best. */
@Command(name = "serve", description = {
        "Answer requests of OpenAI's protocol: each goes to the generator that a fitted state expects to be best for it.",
        "'smoothie fit' makes the state; models.yaml lists the generators to ask ('smoothie generate --help' shows one)."}, footer = {
                "", "What a request asks for by its \"model\":", "  smoothie               the smallest expected error",
                "  smoothie:cheap         the same, and costs count (--cost-weight)",
                "  smoothie:budget=0.002  the same, with a mean cost of at most 0.002 for a request",
                "  smoothie:cascade       the cheapest first, until answers agree (--share)",
                "  smoothie:panel         everybody; the answer on which most agree. panel=3: the best three",
                "  NAME                   that generator", "",
                "SIGTERM ends it when all requests under way are answered. SIGHUP, or a changed STATE, loads the state again.",
                "At /healthz, /readyz and /metrics it says how it is, and at / there is a page.", "", "Example:",
                "  smoothie serve --fitted state --models models.yaml --listen 127.0.0.1:8080"})
final class ServeCommand implements Runnable {

    /** Texts by their names on the command line. */
    private enum Which {
        last, all
    }

    @Spec
    private CommandSpec spec;

    @Option(order = OptionSections.GENERAL, names = "--fitted", paramLabel = "STATE", required = true, description = "The"
            + " fitted state: a folder that 'smoothie fit' has written.")
    private Path state;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--models", paramLabel = "models.yaml", required = true, description = "The file that lists the"
                    + " generators to ask. They are known by their names in the state.")
    private Path models;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--text", paramLabel = "WHICH", description = "By which text a request is judged. last: the last"
                    + " message of the user. all: all messages. Default: last.")
    private Which text = Which.last;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--explore", paramLabel = "SHARE", description = "Ask everybody in this share of the requests for"
                    + " \"smoothie\", so that there is something to learn from. Default: 0.")
    private double explore;

    @Option(order = OptionSections.GENERAL
            + 4, names = "--cost-weight", paramLabel = "W", description = "What costs weigh for \"smoothie:cheap\": error"
                    + " + W x cost, where cost is money for 1000 inputs. Default: 0.1.")
    private double costWeight = 0.1;

    @Option(order = OptionSections.GENERAL
            + 5, names = "--share", paramLabel = "SHARE", description = "The part of the best generator's quality that"
                    + " \"smoothie:cascade\" is to reach, by the estimate on the fitted samples. Default: 1.")
    private double share = 1;

    @Mixin
    private ServerOptions server;

    @Mixin
    private EmbedderOptions embedder;

    @Mixin
    private ComputeOptions compute;

    @Override
    public void run() {
        if (!(explore >= 0 && explore <= 1) || !(share > 0 && share <= 2) || !(costWeight >= 0)) {
            throw new ParameterException(spec.commandLine(),
                    "--explore must be from 0 to 1, --share above 0 and at most 2, and --cost-weight not negative");
        }
        GatewaySettings settings = server.settings(text == Which.last ? JudgedText.LAST : JudgedText.ALL, explore);
        FilePlaces places = new FilePlaces(spec).reads("--models", Optional.of(models));
        server.addTo(places);
        places.check();
        List<GeneratorSpec> generators = ModelsFile.read(models);
        var serve = new Serve(compute.resources(embedder), state, generators, settings,
                new Serve.Policies(costWeight, share));
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            Serve.Running running = serve.start(console::note, line -> print(line));
            var ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                running.close();
                ended.countDown();
            }, "smoothie-server-end"));
            Hangup.handle(running::reload);
            new ServerLines(settings, running.port(), generators).lines().forEach(console::note);
            await(ended);
        }
    }

    private synchronized void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
