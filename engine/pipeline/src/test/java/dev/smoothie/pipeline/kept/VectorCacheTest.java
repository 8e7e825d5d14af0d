package dev.smoothie.pipeline.kept;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the cache as a whole: its limit, what is deleted when, what it says that it holds. */
class VectorCacheTest {
    /** A limit of 16 segments of 64 KB. */
    private static final long SMALL = 1 << 20;
    private static final int CAPACITY = Segment.ofSize(1 << 16, Kept.IDENTITY, "model", Kept.DIMENSION).capacity();

    @TempDir
    Path directory;

    private void age(Path segment, int hours) throws IOException {
        Files.setLastModifiedTime(segment, FileTime.from(Instant.now().minusSeconds(3600L * hours)));
    }

    private void addSegments(int first, int count) {
        try (VectorStore store = Kept.open(directory, SMALL)) {
            for (int segment = first; segment < first + count; segment++) {
                Kept.add(store, segment * CAPACITY, (segment + 1) * CAPACITY, 0);
            }
        }
    }

    private int found(int segment) {
        try (VectorStore store = Kept.open(directory, SMALL)) {
            return Kept.find(store, segment * CAPACITY, (segment + 1) * CAPACITY).size();
        }
    }

    @Test
    void whatWasNotUsedForTheLongestTimeGoesFirst() throws IOException {
        addSegments(0, 14);
        List<Path> segments = Kept.segments(directory);
        assertEquals(14, segments.size());
        for (int i = 0; i < segments.size(); i++) {
            age(segments.get(i), 20 - i);
        }
        assertEquals(CAPACITY, found(0));
        addSegments(14, 4);
        assertTrue(size() <= SMALL, "%d bytes".formatted(size()));
        assertEquals(CAPACITY, found(0), "used a moment ago");
        assertEquals(0, found(1), "used longest ago");
        assertEquals(CAPACITY, found(13));
        assertEquals(CAPACITY, found(17));
    }

    private long size() throws IOException {
        long size = 0;
        for (Path segment : Kept.segments(directory)) {
            size += Files.size(segment);
        }
        return size;
    }

    /** A run that has more vectors than there is room for keeps those it came upon first, so that the next finds them. */
    @Test
    void aRunDoesNotDeleteItsOwnVectors() throws IOException {
        try (VectorStore store = Kept.open(directory, SMALL)) {
            for (int segment = 0; segment < 30; segment++) {
                Kept.add(store, segment * CAPACITY, (segment + 1) * CAPACITY, 0);
            }
            List<String> problems = store.problems();
            assertEquals(List.of("no more vectors are kept: %s is full; set SMOOTHIE_CACHE_LIMIT to more than 1.0 MB"
                    .formatted(directory)), problems);
        }
        assertTrue(size() <= SMALL);
        assertEquals(CAPACITY, found(0));
        assertEquals(CAPACITY, found(10));
        assertEquals(0, found(29));
    }

    @Test
    void itSaysWhatItHolds() throws IOException {
        var cache = new VectorCache(directory.resolve("none"), SMALL);
        assertEquals(new CacheContents(cache.directory(), SMALL, List.of()), cache.contents());
        addSegments(0, 2);
        cache = new VectorCache(directory, SMALL);
        try (VectorStore other = cache.open(Digest.of("other"), new Workers(1))) {
            other.add("small", new Digest[]{Kept.digest(1)}, new float[][]{{1}}, 0);
        }
        CacheContents contents = cache.contents();
        assertEquals(List.of(new KeptModel("model", Kept.DIMENSION), new KeptModel("small", 1)),
                contents.models().stream().map(CacheContents.Part::model).toList());
        assertEquals(2L * CAPACITY + 1, contents.vectors());
        assertEquals(2L * (Segment.HEADER + CAPACITY * (24 + 20L)) + Segment.HEADER + 24 + 4, contents.bytes());
    }

    @Test
    void clearingEmptiesItAlsoUnderARunThatUsesIt() throws IOException {
        addSegments(0, 2);
        var cache = new VectorCache(directory, SMALL);
        try (VectorStore store = Kept.open(directory, SMALL)) {
            assertEquals(10, Kept.find(store, 0, 10).size());
            Kept.add(store, 3 * CAPACITY, 3 * CAPACITY + 10, 0);
            cache.clear();
            assertEquals(0, cache.contents().vectors());
            assertEquals(0, Kept.find(store, 0, 10).size());
            // What the run adds to the deleted segment is lost; then it makes others.
            Kept.add(store, 4 * CAPACITY, 6 * CAPACITY, 0);
            assertEquals(List.of(), store.problems());
        }
        assertEquals(CAPACITY, found(5), "in a segment that was made later");
        cache.clear();
        assertEquals(List.of("writer-0.lock"), names());
    }

    private List<String> names() throws IOException {
        return VectorCache.children(directory, "*").stream().map(path -> path.getFileName().toString()).toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1234, 1234", "500MB, 500000000", "10 GB, 10000000000", "1.5g, 1500000000", "2kB, 2000",
            "1tb, 1000000000000"})
    void theLimitIsASize(String text, long bytes) {
        VectorCache cache = VectorCache.of(directory, Map.of(VectorCache.LIMIT, text));
        assertEquals(bytes, cache.limit());
        assertEquals(directory.resolve("vectors"), cache.directory());
        assertEquals(bytes == 0, cache.forRuns().isEmpty());
    }

    @Test
    void withoutALimitItIsFourGigabytesOrATenthOfTheDisk() throws IOException {
        long disk = Files.getFileStore(directory).getTotalSpace();
        assertEquals(Math.min(4_000_000_000L, disk / 10), VectorCache.of(directory.resolve("a/b"), Map.of()).limit());
    }

    @ParameterizedTest
    @CsvSource({"much", "-1", "10XB", "1e9"})
    void whatIsNoSizeIsRefused(String text) {
        var refused = assertThrows(SmoothieException.class,
                () -> VectorCache.of(directory, Map.of(VectorCache.LIMIT, text)));
        assertEquals("SMOOTHIE_CACHE_LIMIT is '%s', which is no size; give one such as 500MB or 10GB".formatted(text),
                refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "999, 999 bytes", "1000, 1.0 kB", "205300, 205.3 kB", "999960, 1.0 MB",
            "4000000000, 4.0 GB", "12000000000000, 12.0 TB"})
    void sizesAreForPeople(long bytes, String text) {
        assertEquals(text, ByteSize.of(bytes));
    }
}
