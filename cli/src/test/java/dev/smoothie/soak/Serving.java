package dev.smoothie.soak;

import dev.smoothie.soak.Distribution.Started;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs {@code serve} with callers. It is killed at random and started again at the same address with the same record, or
 * it lives as long as the soak and loads its state again now and then. For one thread.
 */
final class Serving {
    private static final int SHORTEST_LIFE_MILLIS = 5000;
    private static final int LONGEST_LIFE_MILLIS = 35_000;
    private static final int RELOAD_MILLIS = 20_000;

    private final Distribution distribution;
    private final Path folder;
    private final Path cache;
    private final boolean kills;
    private final int port;
    private final RandomGenerator random;
    private final Findings findings;
    private final List<Outage> outages = new CopyOnWriteArrayList<>();
    private volatile Optional<Process> process = Optional.empty();
    private volatile long began;

    /**
     * When nobody listened, in nanoseconds of {@link System#nanoTime}.
     *
     * @param from
     *            just before the signal was sent
     * @param to
     *            when the next process listened
     */
    record Outage(Kill kill, long from, long to) {
        boolean meets(long start, long end) {
            return start <= to && end >= from;
        }
    }

    /**
     * @param folder
     *            has {@code models.yaml}, and the fitted state is {@code ../state}; the record will be {@code record.jsonl} there
     */
    Serving(Distribution distribution, Path folder, Path cache, boolean kills, RandomGenerator random,
            Findings findings) throws IOException {
        this.distribution = distribution;
        this.folder = folder;
        this.cache = cache;
        this.kills = kills;
        this.random = random;
        this.findings = findings;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    String address() {
        return "http://127.0.0.1:%d/v1/chat/completions".formatted(port);
    }

    Path record() {
        return folder.resolve("record.jsonl");
    }

    /** How often it was killed in each way. */
    long kills(Kill kill) {
        return outages.stream().filter(outage -> outage.kill == kill).count();
    }

    /** The outage that a request from {@code start} to {@code end} met, if any; one that has not ended counts. */
    Optional<Outage> outage(long start, long end) {
        return outages.stream().filter(outage -> outage.meets(start, end)).findFirst();
    }

    /** The kill at once that ended the process which listened at {@code time}, if that is how it ended. */
    Optional<Outage> killedAfter(long time) {
        return outages.stream().filter(outage -> outage.from >= time).findFirst()
                .filter(outage -> outage.kill == Kill.AT_ONCE);
    }

    /** Its process, if it runs. */
    Optional<Process> process() {
        return process.filter(Process::isAlive);
    }

    /** Seconds since its process takes requests. */
    long age() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    /** Goes on until a time of {@link System#nanoTime}, and ends the last server gently. */
    void run(long end) throws IOException, InterruptedException {
        for (int life = 0; System.nanoTime() < end; life++) {
            Process server = listen("%s-%d".formatted(folder.getFileName(), life));
            long until = kills
                    ? Math.min(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(
                            SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS)))
                    : end;
            live(server, until);
            Kill kill = until == end ? Kill.GENTLY : Kill.draw(random);
            // Never ends until the next one listens, see listen.
            outages.add(new Outage(kill, System.nanoTime(), Long.MAX_VALUE));
            kill.send(server);
            server.waitFor();
        }
    }

    private void live(Process server, long until) throws IOException, InterruptedException {
        while (System.nanoTime() < until) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (server.waitFor(Math.clamp(left, 1, RELOAD_MILLIS), TimeUnit.MILLISECONDS)) {
                findings.add("the server in %s ended by itself".formatted(folder));
                return;
            }
            if (!kills) {
                new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).start().waitFor();
            }
        }
    }

    private Process listen(String name) throws IOException, InterruptedException {
        Started started = distribution.start(folder, name, cache, name, List.of("serve", "--fitted", "../state",
                "--models", "models.yaml", "--listen", "127.0.0.1:" + port, "--record", "record.jsonl", "--log"));
        while (!started.said().contains("listening: ")) {
            if (started.process().waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the server does not start: " + started.said());
            }
        }
        began = System.nanoTime();
        process = Optional.of(started.process());
        if (!outages.isEmpty()) {
            Outage last = outages.getLast();
            outages.set(outages.size() - 1, new Outage(last.kill, last.from, began));
        }
        return started.process();
    }

    /** What the processes said on standard error that is no note: lines with a stack trace. */
    List<String> complaints() throws IOException {
        var complaints = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder, "*.err")) {
            for (Path file : files) {
                Files.readAllLines(file).stream().filter(line -> line.contains("Exception") || line.startsWith("\tat "))
                        .forEach(complaints::add);
            }
        }
        return complaints;
    }
}
