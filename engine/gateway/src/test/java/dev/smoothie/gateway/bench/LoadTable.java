package dev.smoothie.gateway.bench;

import dev.smoothie.gateway.Serve;
import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.GatewaySettings.JudgedText;
import dev.smoothie.gateway.running.Keys;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.Limits;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.generation.Template;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what the server adds to a request. Callers stream answers from a provider on this machine, directly and by
 * way of the server, in turns, and for a quarter of that time by way of the server by the generator's name, which tells
 * the passing on from the choosing; then by way of the server alone while the provider fails now and then. Before that a
 * row says what a server that has just been started is like; then it is warmed. Prints one table.
 * Arguments: the fitted state, the folder of plugins, seconds, and numbers of callers at once.
 */
public final class LoadTable {
    private static final int TURNS = 4;
    private static final int FAILS_EACH = 10;
    private static final int ALONE = 200;
    private static final int COLD_SECONDS = 3;
    private static final int WARMING_SECONDS = 20;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> generators;

    private LoadTable(List<String> generators) {
        this.generators = generators;
    }

    /** How the requests of one turn went, milliseconds. */
    private static final class Turn {
        private final ConcurrentLinkedQueue<double[]> times = new ConcurrentLinkedQueue<>();
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong answered = new AtomicLong();
        private final AtomicLong errors = new AtomicLong();
        private final AtomicLong lost = new AtomicLong();
    }

    public static void main(String[] args) throws Exception {
        Path state = Path.of(args[0]);
        Path plugins = Path.of(args[1]);
        int seconds = Integer.parseInt(args[2]);
        List<String> names;
        try (FittedState fitted = FittedState.open(state)) {
            names = fitted.generators();
            System.out.printf("%d samples, embedder %s%n", fitted.manifest().samples(),
                    fitted.manifest().embedder().map(use -> use.name()).orElse("none"));
        }
        System.out.println(
                "callers  way                 requests  answered  errors  lost   first part ms: median   99 %    end ms: median   99 %   heap MB");
        for (String callers : Arrays.copyOfRange(args, 3, args.length)) {
            new LoadTable(names).rows(state, plugins, seconds, Integer.parseInt(callers));
        }
        System.exit(0);
    }

    private void rows(Path state, Path plugins, int seconds, int callers) throws Exception {
        var direct = new Turn();
        var named = new Turn();
        var served = new Turn();
        try (var provider = new LoopbackProvider(0); Serve.Running server = serve(state, plugins, provider, callers)) {
            var cold = new Turn();
            run(base(server), "smoothie", COLD_SECONDS, callers, cold);
            row(callers, "served, cold", cold);
            provider.hurry(true);
            run(provider.base(), generators.getFirst(), COLD_SECONDS, callers, new Turn());
            run(base(server), "smoothie", WARMING_SECONDS, callers, new Turn());
            embedding(base(server));
            provider.hurry(false);
            for (int turn = 0; turn < TURNS; turn++) {
                run(provider.base(), generators.getFirst(), (double) seconds / TURNS, callers, direct);
                run(base(server), generators.getFirst(), (double) seconds / TURNS / TURNS, callers, named);
                run(base(server), "smoothie", (double) seconds / TURNS, callers, served);
            }
            row(callers, "direct", direct);
            row(callers, "served, named", named);
            row(callers, "served", served);
        }
        double[] added = {quantile(served, 0, 0.5) - quantile(direct, 0, 0.5),
                quantile(served, 0, 0.99) - quantile(direct, 0, 0.99),
                quantile(served, 1, 0.5) - quantile(direct, 1, 0.5),
                quantile(served, 1, 0.99) - quantile(direct, 1, 0.99)};
        System.out.printf("%7d  added %58s %22.2f %6.2f %17.2f %6.2f%n", callers, "", added[0], added[1], added[2],
                added[3]);
        var faulty = new Turn();
        try (var provider = new LoopbackProvider(FAILS_EACH);
                Serve.Running server = serve(state, plugins, provider, callers)) {
            run(base(server), "smoothie", seconds, callers, faulty);
            row(callers, "served, faults", faulty);
        }
    }

    private static String base(Serve.Running server) {
        return "http://127.0.0.1:%d/v1".formatted(server.port());
    }

    private Serve.Running serve(Path state, Path plugins, LoopbackProvider provider, int callers) {
        List<GeneratorSpec> specs = generators.stream()
                .map(name -> new GeneratorSpec(name, "openai", Map.of("model", name, "base-url", provider.base()),
                        Template.INPUT, Optional.empty(), Optional.of(new Price(1, 2)),
                        new Limits(2 * callers, OptionalDouble.empty(), 1, Duration.ofMillis(100),
                                Duration.ofMinutes(2))))
                .toList();
        var settings = new GatewaySettings("127.0.0.1", 0, Optional.empty(), Keys.NONE, JudgedText.LAST,
                Duration.ofSeconds(60), 4096, 1 << 20, 0, Optional.empty(), 1 << 30, false, false,
                Duration.ofSeconds(10));
        return new Serve(Resources.standard(plugins), state, specs, settings, new Serve.Policies(0.1, 1))
                .start(note -> System.err.println(note), _ -> {});
    }

    private void run(String base, String model, double seconds, int callers, Turn turn) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        var threads = new ArrayList<Thread>();
        for (int caller = 0; caller < callers; caller++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < end) {
                    ask(base, model, turn);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void ask(String base, String model, Turn turn) {
        long number = turn.sent.incrementAndGet();
        long started = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(URI.create(base
                    + "/chat/completions")).POST(BodyPublishers.ofString(body(model, number))).build(),
                    BodyHandlers.ofInputStream());
            byte[] part = new byte[1 << 13];
            var text = new StringBuilder();
            double first = Double.NaN;
            try (InputStream body = response.body()) {
                for (int count = body.read(part); count >= 0; count = body.read(part)) {
                    first = Double.isNaN(first) ? (System.nanoTime() - started) * 1e-6 : first;
                    text.append(new String(part, 0, count, StandardCharsets.UTF_8));
                }
            }
            if (text.toString().endsWith("data: [DONE]\n\n")) {
                turn.answered.incrementAndGet();
                turn.times.add(new double[]{first, (System.nanoTime() - started) * 1e-6});
            } else if (text.indexOf("{\"error\":{\"message\":") >= 0) {
                turn.errors.incrementAndGet();
            } else {
                turn.lost.incrementAndGet();
            }
        } catch (IOException _) {
            turn.lost.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(long number) {
        return "How far is it from here to the moon, and why does question %d matter?".formatted(number);
    }

    private static String body(String model, long number) {
        return "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, text(number));
    }

    /** What it takes to have one text embedded while nobody else asks: a part of what the server adds. */
    private void embedding(String base) throws IOException, InterruptedException {
        double[] millis = new double[ALONE];
        for (int i = 0; i < ALONE; i++) {
            long started = System.nanoTime();
            client.send(HttpRequest.newBuilder(URI.create(base + "/embeddings")).POST(BodyPublishers.ofString(
                    "{\"input\":\"%s\",\"encoding_format\":\"base64\"}".formatted(text(i)))).build(),
                    BodyHandlers.discarding());
            millis[i] = (System.nanoTime() - started) * 1e-6;
        }
        Arrays.sort(millis);
        System.out.printf("         one text embedded, nobody else asks: median %.2f ms%n", millis[ALONE / 2]);
    }

    private static double quantile(Turn turn, int what, double share) {
        double[] sorted = turn.times.stream().mapToDouble(times -> times[what]).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    private static void row(int callers, String way, Turn turn) {
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf("%7d  %-18s %9d %9d %7d %5d %22.2f %6.2f %17.2f %6.2f %9.1f%n", callers, way, turn.sent.get(),
                turn.answered.get(), turn.errors.get(), turn.lost.get(), quantile(turn, 0, 0.5),
                quantile(turn, 0, 0.99),
                quantile(turn, 1, 0.5), quantile(turn, 1, 0.99), heap / 1e6);
    }
}
