package dev.smoothie.pipeline.kept;

import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.core.parallel.Workers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory in which vectors of texts are kept, for all runs of a user. Any number of processes use it at the same
 * time.
 *
 * @param directory
 *            where; it need not exist yet
 * @param limit
 *            about how many bytes it may take; what was not used for the longest time goes first
 */
public record VectorCache(Path directory, long limit) {
    /** The environment variable that sets the limit. */
    public static final String LIMIT = "SMOOTHIE_CACHE_LIMIT";
    /** The limit without it: 4 GB, or a tenth of a disk that is smaller than 40 GB. */
    private static final long USUAL_LIMIT = 4_000_000_000L;
    private static final int SHARE_OF_DISK = 10;
    /** Bytes of a segment: large, so that there are few; small beside the limit, so that little is given up at once. */
    private static final long SEGMENT = 1L << 26;
    private static final int SEGMENTS = 16;
    private static final long LEAST_SEGMENT = 1L << 16;

    static final String SUFFIX = ".vectors";

    /**
     * The cache of the user of this process, with the limit of {@value #LIMIT}.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if the limit is no size
     */
    public static VectorCache ofUser() {
        return of(CacheDirectory.ofUser(), System.getenv());
    }

    /** This cache, for a run; empty if the limit is 0, by which users say that nothing is to be kept. */
    public Optional<VectorCache> forRuns() {
        return limit == 0 ? Optional.empty() : Optional.of(this);
    }

    /** The cache in a user's directory of files that can be made again. */
    static VectorCache of(Path cacheOfUser, Map<String, String> environment) {
        Path directory = cacheOfUser.resolve("vectors");
        String limit = environment.getOrDefault(LIMIT, "");
        return new VectorCache(directory, limit.isBlank() ? usualLimit(directory) : ByteSize.parse(LIMIT, limit));
    }

    private static long usualLimit(Path directory) {
        Path there = directory.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return Math.min(USUAL_LIMIT, Files.getFileStore(there).getTotalSpace() / SHARE_OF_DISK);
        } catch (IOException _) {
            return USUAL_LIMIT;
        }
    }

    /** Opens the vectors of one identity. Nothing is written before one is added. The caller closes it. */
    public VectorStore open(Digest identity, Workers workers) {
        return new VectorStore(this, identity, workers);
    }

    long segmentBytes() {
        return Math.clamp(limit / SEGMENTS, LEAST_SEGMENT, SEGMENT);
    }

    /** A segment on the disk. */
    private record Kept(Path path, Segment layout, long bytes, long vectors, FileTime used) {}

    /** All segments that can be read. */
    private List<Kept> segments() throws IOException {
        var segments = new ArrayList<Kept>();
        for (Path identity : children(directory, "[0-9a-f]*")) {
            for (Path path : children(identity, "*" + SUFFIX)) {
                try (FileChannel file = FileChannel.open(path)) {
                    segments.add(kept(path, file));
                } catch (IOException _) {
                    // Another process has deleted it.
                }
            }
        }
        return segments;
    }

    private static Kept kept(Path path, FileChannel file) throws IOException {
        FileTime used = Files.getLastModifiedTime(path);
        Optional<Segment> layout = Segment.read(file);
        if (layout.isEmpty()) {
            String name = Segment.isOfAnotherVersion(file) ? "(of another version)" : "(damaged)";
            return new Kept(path, Segment.ofSize(0, new Digest(0, 0), name, 1), file.size(), 0, used);
        }
        long vectors = layout.get().records(file.size());
        return new Kept(path, layout.get(), Segment.HEADER + vectors * (Segment.KEY + layout.get().stride()), vectors,
                used);
    }

    /** What matches {@code glob} in a directory, in the order of the names; nothing if it does not exist. */
    static List<Path> children(Path directory, String glob) throws IOException {
        var children = new ArrayList<Path>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
                stream.forEach(children::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }

    /**
     * Deletes what was not used for the longest time, until there is room for one more segment.
     *
     * @param since
     *            what was used since then stays: a run that has more vectors than there is room for would otherwise
     *            delete what it is about to need
     * @return why there is no room, within the limit or on the disk; empty if there is
     */
    Optional<String> makeRoom(FileTime since) throws IOException {
        List<Kept> segments = new ArrayList<>(segments());
        segments.sort(Comparator.comparing(Kept::used));
        long bytes = segments.stream().mapToLong(Kept::bytes).sum();
        long most = limit - segmentBytes();
        for (Kept oldest : segments) {
            if (bytes <= most || oldest.used().compareTo(since) >= 0) {
                break;
            }
            delete(oldest.path());
            bytes -= oldest.bytes();
        }
        if (bytes > most) {
            return Optional.of("%s is full; set %s to more than %s".formatted(directory, LIMIT, ByteSize.of(limit)));
        }
        long free = bytesOnDisk();
        return free > 2 * segmentBytes()
                ? Optional.empty()
                : Optional
                        .of("the disk of %s has %s left; make room on it, or set SMOOTHIE_CACHE to a folder on another"
                                .formatted(directory, ByteSize.of(free)));
    }

    /** The room on the disk. In a folder that a process was shut into, Java may not find out which disk that is. */
    private long bytesOnDisk() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }

    private static void delete(Path segment) throws IOException {
        Files.deleteIfExists(segment);
        deleteIfEmpty(segment.getParent());
    }

    private static void deleteIfEmpty(Path identity) {
        try {
            Files.deleteIfExists(identity);
        } catch (IOException _) {
            // There are other segments in it.
        }
    }

    /**
     * What the cache holds.
     *
     * @throws IOException
     *             if the directory cannot be read
     */
    public CacheContents contents() throws IOException {
        var parts = new LinkedHashMap<KeptModel, CacheContents.Part>();
        for (Kept segment : segments()) {
            var model = new KeptModel(segment.layout().model(), segment.layout().dimension());
            parts.merge(model, new CacheContents.Part(model, segment.vectors(), segment.bytes()),
                    (one, other) -> new CacheContents.Part(model, one.vectors() + other.vectors(),
                            one.bytes() + other.bytes()));
        }
        return new CacheContents(directory, limit, parts.values().stream()
                .sorted(Comparator.comparingLong(CacheContents.Part::bytes).reversed()).toList());
    }

    /**
     * Deletes all vectors. Runs that are going on stay correct: they embed what they do not find.
     *
     * @throws IOException
     *             if something cannot be deleted
     */
    public void clear() throws IOException {
        for (Path identity : children(directory, "[0-9a-f]*")) {
            for (Path segment : children(identity, "*" + SUFFIX)) {
                Files.deleteIfExists(segment);
            }
            deleteIfEmpty(identity);
        }
        Files.deleteIfExists(directory.resolve(FileDigests.NAME));
    }
}
