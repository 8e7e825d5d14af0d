package dev.smoothie.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * Runs a distribution for some minutes while everything goes wrong that can be had on one machine: providers fail,
 * processes are killed at random and go on where they stopped, and the files of a cache are deleted, damaged and made
 * read-only while commands use it. Ends with one table, and with code 1 if anything was lost, asked twice or wrong.
 * Linux only. Arguments: minutes, seed, the distribution's folder.
 */
public final class Soak {
    private static final int END_SECONDS = 40;
    private static final List<String> GENERATORS = List.of("careful", "concise", "chatty", "coder", "vague");

    private final Distribution distribution;
    private final Path work;
    private final long seed;
    private final SplittableRandom random;
    private final Findings findings = new Findings();
    private final List<Thread> threads = new ArrayList<>();

    private Soak(Distribution distribution, Path work, long seed) {
        this.distribution = distribution;
        this.work = work;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] args) throws Exception {
        int minutes = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        // What is counted as the end leaves time to compare.
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes) - TimeUnit.SECONDS.toNanos(END_SECONDS);
        Path work = Distribution.folder(Files.createTempDirectory("smoothie-soak"));
        var soak = new Soak(new Distribution(Path.of(args[2]).toAbsolutePath()), work, seed);
        System.out.printf("soak: %d minutes, seed %d%n", minutes, seed);
        soak.run(end);
        List<String> found = soak.findings.all();
        System.out.printf("%n%s%n", found.isEmpty()
                ? "nothing lost, nothing asked twice, nothing wrong"
                : "%d findings; all files are in %s".formatted(found.size(), work));
        found.forEach(finding -> System.out.println("  " + finding));
        if (found.isEmpty()) {
            delete(work);
        }
        System.exit(found.isEmpty() ? 0 : 1);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path path : files.collect(Collectors.toList()).reversed()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** A part of the soak. */
    private interface Part {
        void run() throws Exception;
    }

    private void start(String name, Part part) {
        threads.add(Thread.ofPlatform().name(name).start(() -> {
            try {
                part.run();
            } catch (Exception e) {
                findings.add("%s came to no end: %s".formatted(name, e));
            }
        }));
    }

    private void run(long end) throws Exception {
        Path own = Distribution.folder(work.resolve("own-cache"));
        Path shared = Distribution.folder(work.resolve("shared-cache"));
        var libraries = new ReentrantReadWriteLock(true);
        var routing = new Routing(distribution, Distribution.folder(work.resolve("route")), shared, findings);
        distribution.require(work, "fit", own, List.of("fit", distribution.home().resolve("examples/questions.jsonl")
                .toString(), "-o", "state"));
        try (var provider = new Provider(new Script(seed, false))) {
            Serving killed = server("killed", provider, own, true);
            Serving steady = server("steady", provider, own, false);
            var generating = new Generating(distribution, Distribution.folder(work.resolve("generate")), own,
                    new Script(seed, true), random.split(), findings);
            var vandal = new Vandal(shared, random.split(), libraries);
            var memory = new Memory(steady, killed);
            start("generate", () -> generating.run(end));
            start("the killed server", () -> killed.run(end));
            start("the steady server", () -> steady.run(end));
            start("memory", () -> memory.run(end));
            start("the cache", () -> vandal.run(end));
            SplittableRandom routes = random.split();
            start("route", () -> routing.run(end, routes, libraries));
            var callersOfKilled = new Callers(killed, findings);
            var callersOfSteady = new Callers(steady, findings);
            // They stop a little earlier, so that the last servers end without a question under way.
            long last = end - TimeUnit.SECONDS.toNanos(5);
            threads.addAll(callersOfKilled.start(3, "the killed server", last, random));
            threads.addAll(callersOfSteady.start(2, "the steady server", last, random));
            for (Thread thread : threads) {
                thread.join();
            }
            var table = new Table(System.out);
            table.generating(generating.counts());
            table.serving(served(killed, callersOfKilled, provider), served(steady, callersOfSteady, provider));
            table.routing(routing, vandal);
            table.memory(memory);
        }
    }

    /** A server by the fitted state. */
    private Serving server(String name, Provider provider, Path cache, boolean kills) throws IOException {
        Path folder = Distribution.folder(work.resolve(name));
        Files.writeString(folder.resolve("models.yaml"), GENERATORS.stream()
                .map(generator -> provider.entry(generator, "concurrency: 8")).collect(Collectors.joining()));
        return new Serving(distribution, folder, cache, kills, random.split(), findings);
    }

    private Table.Served served(Serving server, Callers callers, Provider provider) throws Exception {
        server.complaints().forEach(line -> findings.add("a server said: %s".formatted(line)));
        String name = server.record().getParent().getFileName().toString();
        long twice = provider.asked(process -> process.startsWith(name)).stream().filter(Provider.Asked::answered)
                .collect(Collectors.groupingBy(Provider.Asked::key, Collectors.counting())).entrySet().stream()
                .filter(asked -> asked.getValue() > 1)
                .peek(asked -> findings.add("answered twice by one generator: %s".formatted(asked.getKey()))).count();
        var record = Recorded.of(server, callers.questions(), findings);
        Path folder = server.record().getParent();
        for (List<String> command : List.of(List.of("inspect", "record.jsonl"),
                List.of("fit", "--add", "record.jsonl", "--fitted", "../state", "-o", "state"))) {
            Distribution.Started started = distribution.run(folder, command.getFirst() + "-record",
                    work.resolve("own-cache"), command);
            if (started.process().exitValue() != 0) {
                findings.add("%s: %s".formatted(command, started.said()));
            }
        }
        return new Table.Served(server, callers.questions(), record, twice);
    }
}
