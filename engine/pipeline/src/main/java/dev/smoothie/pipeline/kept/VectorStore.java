package dev.smoothie.pipeline.kept;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.parallel.Workers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The vectors of one identity in a {@link VectorCache}. A failure of the cache never fails a run: what cannot be read is
 * unknown, what cannot be written is not kept, and {@link #problems} says so. Any number of threads may add; one at a
 * time looks up, with the threads of its {@link Workers}.
 */
public final class VectorStore implements AutoCloseable {
    private final VectorCache cache;
    private final Path directory;
    private final Digest identity;
    private final Workers workers;
    private final FileTime opened = FileTime.from(Instant.now());
    private final Set<Path> used = ConcurrentHashMap.newKeySet();
    private final List<String> problems = new ArrayList<>();
    private WriterSlot slot;
    private SegmentWriter writer;
    private boolean stopped;

    /** Receives vectors that were found; on any thread. */
    @FunctionalInterface
    public interface Found {
        /**
         * Called once for a text that is wanted.
         *
         * @param text
         *            its number
         * @param vector
         *            d floats, little-endian, which can be read during the call
         * @param cut
         *            whether the text was longer than the model reads
         */
        void vector(int text, MemorySegment vector, boolean cut);
    }

    VectorStore(VectorCache cache, Digest identity, Workers workers) {
        this.cache = cache;
        this.directory = cache.directory().resolve(identity.toString());
        this.identity = identity;
        this.workers = workers;
    }

    /** The threads that look up. */
    public Workers workers() {
        return workers;
    }

    /** The model whose vectors these are, if there is one. */
    public Optional<KeptModel> model() {
        for (Path path : segments().reversed()) {
            try (FileChannel file = FileChannel.open(path)) {
                Optional<KeptModel> model = layout(file)
                        .map(layout -> new KeptModel(layout.model(), layout.dimension()));
                if (model.isPresent()) {
                    return model;
                }
            } catch (IOException e) {
                unreadable(path, e);
            }
        }
        return Optional.empty();
    }

    private Optional<Segment> layout(FileChannel file) throws IOException {
        return Segment.read(file).filter(layout -> layout.identity().equals(identity));
    }

    private List<Path> segments() {
        try {
            return VectorCache.children(directory, "*" + VectorCache.SUFFIX);
        } catch (IOException e) {
            unreadable(directory, e);
            return List.of();
        }
    }

    /** Passes the vectors of {@code dimension} numbers that there are to {@code found}. */
    public void find(Wanted wanted, int dimension, Found found) {
        List<Path> paths = segments();
        Set<Integer> damaged = ConcurrentHashMap.newKeySet();
        workers.forBlocks(paths.size(), 1, (from, _) -> damaged
                .addAll(find(paths.get(Math.toIntExact(from)), wanted, dimension, found)));
        // A damaged record stays where it is, but a later one has the same text's vector.
        damaged.removeIf(wanted::isFound);
        if (!damaged.isEmpty()) {
            problem("%d vectors in %s are damaged, and are made anew".formatted(damaged.size(), directory));
        }
    }

    private List<Integer> find(Path path, Wanted wanted, int dimension, Found found) {
        try (FileChannel file = FileChannel.open(path)) {
            Optional<Segment> layout = layout(file).filter(there -> there.dimension() == dimension);
            if (layout.isEmpty()) {
                return List.of();
            }
            try (var reader = new SegmentReader(file, layout.get())) {
                if (reader.find(wanted, found)) {
                    use(path);
                }
                return reader.damaged();
            }
        } catch (IOException e) {
            unreadable(path, e);
            return List.of();
        }
    }

    private void use(Path path) {
        if (used.add(path)) {
            try {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            } catch (IOException _) {
                // It will seem not to have been used, and be deleted earlier.
            }
        }
    }

    private void unreadable(Path path, IOException e) {
        if (!(e instanceof NoSuchFileException)) { // otherwise another process has deleted it
            problem("%s cannot be read: %s".formatted(path, IoReason.of(e)));
        }
    }

    private void problem(String message) {
        synchronized (problems) {
            problems.add(message);
        }
    }

    /** What went wrong since the last call, a line for each. */
    public List<String> problems() {
        synchronized (problems) {
            List<String> all = problems.stream().distinct().toList();
            problems.clear();
            return all;
        }
    }

    /**
     * Keeps vectors, unless that is not possible.
     *
     * @param model
     *            the name of the model that made them
     * @param digests
     *            of the texts
     * @param vectors
     *            {@code [texts][d]}
     * @param cut
     *            how many of the texts, the first ones, were longer than the model reads
     */
    public synchronized void add(String model, Digest[] digests, float[][] vectors, int cut) {
        if (stopped || !areFinite(vectors)) {
            return;
        }
        try {
            for (int from = 0; from < vectors.length && !stopped;) {
                if (writer == null || writer.isFull()) {
                    next(model, vectors[from].length);
                }
                from = stopped ? from : writer.append(digests, vectors, from, cut);
            }
        } catch (IOException e) {
            stop("vectors are not kept in %s: %s".formatted(cache.directory(), IoReason.of(e)));
        }
    }

    /** Others fail the run that made them; its plugin may do better the next time. */
    private static boolean areFinite(float[][] vectors) {
        for (float[] vector : vectors) {
            float sum = 0;
            for (float number : vector) {
                sum += number * 0; // NaN for what is not finite
            }
            if (sum != 0) {
                return false;
            }
        }
        return true;
    }

    private void stop(String why) {
        stopped = true;
        problem(why);
    }

    /** Goes on with the next segment: the last one of the slot if there is room, or a new one. */
    private void next(String model, int dimension) throws IOException {
        closeWriter();
        if (slot == null) {
            PrivateFiles.directory(cache.directory());
            Optional<WriterSlot> free = WriterSlot.take(cache.directory());
            if (free.isEmpty()) {
                stop("vectors are not kept, because too many runs keep theirs at this moment");
                return;
            }
            slot = free.get();
            resume(model, dimension);
            if (writer != null) {
                return;
            }
        }
        Optional<String> noRoom = cache.makeRoom(opened);
        if (noRoom.isPresent()) {
            stop("no more vectors are kept: " + noRoom.get());
            return;
        }
        PrivateFiles.directory(directory);
        create(Segment.ofSize(cache.segmentBytes(), identity, model, dimension));
    }

    /** Looks through the segments that an earlier writer of the slot left. */
    private void resume(String model, int dimension) throws IOException {
        for (Path path : VectorCache.children(directory, slot.prefix() + "*" + VectorCache.SUFFIX)) {
            try {
                resume(path, model, dimension);
            } catch (AccessDeniedException | NoSuchFileException _) {
                // It may only be read, or another process has deleted it: a new one is begun.
            }
        }
    }

    @SuppressWarnings("resource") // the writer closes its file
    private void resume(Path path, String model, int dimension) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Optional<Segment> layout = layout(file);
        if (writer == null && layout.isPresent() && layout.get().dimension() == dimension
                && layout.get().model().equals(model)
                && layout.get().records(file.size()) < layout.get().capacity()) {
            writer = new SegmentWriter(file, layout.get());
            return;
        }
        boolean useless = layout.isEmpty() && !Segment.isOfAnotherVersion(file);
        file.close();
        if (useless) {
            Files.deleteIfExists(path); // no one can read it
            problem("%s was damaged, and is made anew".formatted(path));
        }
    }

    @SuppressWarnings("resource") // the writer closes its file
    private void create(Segment layout) throws IOException {
        for (int number = 1;; number++) {
            Path path = directory.resolve("%s%06d%s".formatted(slot.prefix(), number, VectorCache.SUFFIX));
            try {
                FileChannel file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE), PrivateFiles.file(path));
                writer = new SegmentWriter(file, layout);
                writer.begin();
                return;
            } catch (FileAlreadyExistsException _) {
                // The next number.
            }
        }
    }

    private void closeWriter() throws IOException {
        if (writer != null) {
            SegmentWriter last = writer;
            writer = null;
            last.close();
        }
    }

    @Override
    public synchronized void close() {
        stopped = true;
        try {
            closeWriter();
        } catch (IOException _) {
            // What was not written will be unknown.
        }
        try {
            if (slot != null) {
                slot.close();
            }
        } catch (IOException _) {
            // The slot is free when the process ends.
        }
    }
}
