package dev.smoothie.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Deletes files of a cache, cuts them short, flips bytes in them, and makes files and folders read-only, while commands
 * use them. Libraries are the exception: no program survives that one which it has loaded is changed, so a damaged copy
 * takes the place of a library, and that between two commands. For one thread.
 */
final class Vandal {
    private static final int LONGEST_PAUSE_MILLIS = 1000;
    private static final int LIBRARY_EACH_SECONDS = 20;

    private final Path cache;
    private final RandomGenerator random;
    private final ReadWriteLock libraries;
    private final Map<Deed, Integer> deeds = new EnumMap<>(Deed.class);
    private long nextLibrary = System.nanoTime();

    /** What it does. */
    enum Deed {
        DELETE("deleted"), CUT("cut short"), FLIP("bytes flipped"), READ_ONLY("made read-only"), FOLDER_READ_ONLY(
                "folder made read-only"), UNREADABLE(
                        "made unreadable"), LIBRARY("library damaged"), ALL("whole cache deleted");

        final String words;

        Deed(String words) {
            this.words = words;
        }
    }

    Vandal(Path cache, RandomGenerator random, ReadWriteLock libraries) {
        this.cache = cache;
        this.random = random;
        this.libraries = libraries;
    }

    /** How often it has done what. */
    Map<Deed, Integer> deeds() {
        return deeds;
    }

    void run(long end) throws InterruptedException {
        while (System.nanoTime() < end) {
            Thread.sleep(1 + random.nextInt(LONGEST_PAUSE_MILLIS));
            try {
                act();
            } catch (IOException _) {
                // A command has deleted the file meanwhile.
            }
        }
    }

    private void act() throws IOException, InterruptedException {
        if (random.nextInt(60) == 0) {
            deleteAll();
            count(Deed.ALL);
            return;
        }
        List<Path> files = all(Files::isRegularFile);
        if (files.isEmpty()) {
            return;
        }
        Path file = files.get(random.nextInt(files.size()));
        boolean library = file.toString().contains("native");
        Deed deed = List.of(Deed.DELETE, Deed.CUT, Deed.FLIP, Deed.FLIP, Deed.READ_ONLY, Deed.FOLDER_READ_ONLY,
                Deed.UNREADABLE).get(random.nextInt(7));
        switch (deed) {
            case DELETE -> Files.delete(file);
            case CUT, FLIP -> {
                if (library) {
                    damageLibrary(file, deed);
                    return;
                }
                damage(file, deed);
            }
            case READ_ONLY -> forAWhile(file, "r--r--r--");
            case UNREADABLE -> forAWhile(file, "---------");
            case FOLDER_READ_ONLY -> forAWhile(file.getParent(), "r-xr-xr-x");
            case LIBRARY, ALL -> throw new IllegalStateException();
        }
        count(deed);
    }

    private void count(Deed deed) {
        deeds.merge(deed, 1, Integer::sum);
    }

    private List<Path> all(java.util.function.Predicate<Path> which) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(which).sorted().toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void deleteAll() throws IOException {
        for (Path path : all(path -> !path.equals(cache)).reversed()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException _) {
                // Something has been put into it meanwhile.
            }
        }
    }

    private void damage(Path file, Deed deed) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long length = bytes.length();
            if (length == 0) {
                return;
            }
            if (deed == Deed.CUT) {
                bytes.setLength(random.nextLong(length));
                return;
            }
            for (int flips = 1 + random.nextInt(50); flips > 0; flips--) {
                long at = random.nextLong(length);
                bytes.seek(at);
                int old = bytes.read();
                bytes.seek(at);
                bytes.write(old ^ 1 << random.nextInt(8));
            }
        }
    }

    private void damageLibrary(Path file, Deed deed) throws IOException, InterruptedException {
        if (System.nanoTime() < nextLibrary || !libraries.writeLock().tryLock(30, TimeUnit.SECONDS)) {
            return;
        }
        nextLibrary = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIBRARY_EACH_SECONDS);
        try {
            Path copy = file.resolveSibling("damaged");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            damage(copy, deed);
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            count(Deed.LIBRARY);
        } finally {
            libraries.writeLock().unlock();
        }
    }

    private void forAWhile(Path path, String permissions) throws IOException, InterruptedException {
        var before = Files.getPosixFilePermissions(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        Thread.sleep(1000 + random.nextInt(3000));
        try {
            Files.setPosixFilePermissions(path, before);
        } catch (NoSuchFileException _) {
            // A command has deleted it meanwhile.
        }
    }
}
