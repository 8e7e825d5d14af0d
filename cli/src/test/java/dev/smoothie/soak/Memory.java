package dev.smoothie.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Looks each minute how much memory two servers take: their resident set, as Linux tells it. */
final class Memory {
    private final Serving steady;
    private final Serving killed;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();

    /**
     * One look.
     *
     * @param steady
     *            MB of the server that is not killed; empty if that is not known
     * @param killed
     *            MB of the other server, if it runs
     * @param age
     *            for how many seconds that has run
     */
    record Sample(int minute, Optional<Long> steady, Optional<Long> killed, long age) {}

    Memory(Serving steady, Serving killed) {
        this.steady = steady;
        this.killed = killed;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Goes on until a time of {@link System#nanoTime}. */
    void run(long end) throws InterruptedException {
        long start = System.nanoTime();
        for (int minute = 1;; minute++) {
            long next = start + TimeUnit.MINUTES.toNanos(minute);
            if (next > end) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            samples.add(new Sample(minute, steady.process().flatMap(Memory::resident),
                    killed.process().flatMap(Memory::resident), killed.age()));
        }
    }

    private static Optional<Long> resident(Process process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst();
        } catch (IOException _) {
            return Optional.empty(); // it has just ended
        }
    }
}
