package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.UnsupportedException;
import dev.smoothie.spi.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * Tests that a {@link NeighborSearch} and its indexes keep their contract, by comparison with all distances in double.
 * A subclass opens the search; one search serves all tests of a class. A neighbour counts as true if it is as near as
 * the k-th nearest, but for a millionth: neither equal distances nor the rounding of float32 count as misses.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class NeighborSearchContract {
    private static final int MANY_THREADS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int UNTOUCHED = Integer.MIN_VALUE;
    private static final double ROUNDING = 1 + 1e-6;

    private NeighborSearch search;

    /** Opens a fresh search. Each is closed by these tests, after its indexes. */
    protected abstract NeighborSearch open();

    @BeforeAll
    void openOne() {
        search = open();
    }

    @AfterAll
    void closeIt() {
        if (search != null) {
            search.close();
        }
    }

    @Test
    void describesItself() {
        assertFalse(search.description().isBlank());
        assertTrue(search.recall() > 0 && search.recall() <= 1, () -> "recall " + search.recall());
        try (NeighborIndex index = search.build(Vectors.of(new float[][]{{1}}))) {
            assertTrue(index.concurrency() >= 1, "concurrency");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 384})
    void findsWhatItPromises(int dimension) {
        NeighborSet set = NeighborSet.clustered(2000, 200, dimension, 40, dimension);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            assertRecall(arena, index, set.base(), set.queries(), 1, 10, 20);
            assertRecall(arena, index, set.base(), Arrays.copyOf(set.base(), 200), 1, 10, 20);
        }
    }

    @Test
    void aBaseRowFindsItself() {
        float[][] base = NeighborSet.clustered(1000, 1, 32, 20, 7).base();
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, base))) {
            int[] neighbors = answers(index, offHeap(arena, base), 10, base.length);
            int found = 0;
            for (int row = 0; row < base.length; row++) {
                for (int place = 10 * row; place < 10 * (row + 1); place++) {
                    if (neighbors[place] == row) {
                        found++;
                    }
                }
            }
            int itself = found;
            assertTrue(found >= search.recall() * base.length,
                    () -> "%d of %d rows find themselves".formatted(itself, base.length));
        }
    }

    @Test
    void findsWhatItPromisesAmongEqualRows() {
        NeighborSet set = NeighborSet.clustered(1000, 200, 32, 20, 5).withEqualRows(0.3, 6);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            assertRecall(arena, index, set.base(), set.queries(), 1, 10, 20);
            assertRecall(arena, index, set.base(), Arrays.copyOf(set.base(), 400), 1, 10, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20})
    void findsWhatItPromisesAmongFewRows(int rows) {
        NeighborSet set = NeighborSet.clustered(rows, 10, 16, 2, rows);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            assertRecall(arena, index, set.base(), set.queries(), 1, rows);
            assertRecall(arena, index, set.base(), set.base(), 1, rows);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300})
    void rowsThatAreAllEqualAreSearched(int rows) {
        for (float[] row : new float[][]{{0, 0, 0, 0}, {1, -2, 3, 0.5f}}) {
            float[][] base = Collections.nCopies(rows, row).toArray(float[][]::new);
            try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, base))) {
                answers(index, offHeap(arena, new float[][]{row, {0, 0, 0, 0}, {9, 9, 9, 9}}), Math.min(rows, 20),
                        rows);
            }
        }
    }

    @Test
    void kMayBeTheNumberOfRows() {
        NeighborSet set = NeighborSet.clustered(150, 20, 8, 5, 9);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            answers(index, offHeap(arena, set.queries()), 150, 150);
        }
    }

    @Test
    void vectorsOfOneNumberAreSearched() {
        NeighborSet set = NeighborSet.clustered(200, 50, 1, 10, 3);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            answers(index, offHeap(arena, set.queries()), 10, 200);
        }
    }

    @Test
    void aBaseInTheHeapIsSearched() {
        NeighborSet set = NeighborSet.clustered(500, 100, 32, 10, 8);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(Vectors.of(set.base()))) {
            assertRecall(arena, index, set.base(), set.queries(), 10);
            answers(index, Vectors.of(set.queries()), 10, 500);
        }
    }

    @Test
    void aPartOfALargerBaseIsSearched() {
        NeighborSet set = NeighborSet.clustered(700, 100, 24, 10, 12);
        try (Arena arena = Arena.ofShared();
                NeighborIndex index = search.build(offHeap(arena, set.base()).slice(100, 600))) {
            assertRecall(arena, index, Arrays.copyOfRange(set.base(), 100, 600), set.queries(), 10);
        }
    }

    @Test
    void whatItIsGivenStaysAsItIs() {
        NeighborSet set = NeighborSet.clustered(300, 50, 16, 5, 4);
        try (Arena arena = Arena.ofShared()) {
            Vectors base = offHeap(arena, set.base());
            Vectors queries = offHeap(arena, set.queries());
            try (NeighborIndex index = search.build(base)) {
                answers(index, queries, 10, 300);
            }
            assertTrue(NeighborSet.unchanged(base, set.base()), "the base was written to");
            assertTrue(NeighborSet.unchanged(queries, set.queries()), "the queries were written to");
        }
    }

    @Test
    void indexesDoNotDisturbEachOther() {
        NeighborSet one = NeighborSet.clustered(300, 50, 16, 5, 21);
        NeighborSet two = NeighborSet.clustered(200, 50, 24, 5, 22);
        try (Arena arena = Arena.ofShared();
                NeighborIndex first = search.build(offHeap(arena, one.base()));
                NeighborIndex second = search.build(offHeap(arena, two.base()))) {
            assertRecall(arena, first, one.base(), one.queries(), 10);
            assertRecall(arena, second, two.base(), two.queries(), 10);
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        NeighborSet set = NeighborSet.clustered(1000, 100, 32, 20, 14);
        try (Arena arena = Arena.ofShared(); NeighborIndex index = search.build(offHeap(arena, set.base()))) {
            Vectors queries = offHeap(arena, set.queries());
            int[] alone = answers(index, queries, 10, 1000);
            int count = Math.min(MANY_THREADS, index.concurrency());
            Callable<int[]> call = () -> answers(index, queries, 10, 1000);
            try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
                for (Future<int[]> result : threads.invokeAll(Collections.nCopies(2 * count, call))) {
                    assertArrayEquals(alone, result.get());
                }
            }
        }
    }

    @Test
    void aSavedIndexAnswersAsBeforeOrSavingIsUnsupported() throws IOException {
        NeighborSet set = NeighborSet.clustered(500, 100, 32, 10, 15);
        try (Arena arena = Arena.ofShared()) {
            Vectors base = offHeap(arena, set.base());
            Vectors queries = offHeap(arena, set.queries());
            Optional<Saved> saved = save(base, queries);
            if (saved.isEmpty()) {
                assertReadingIsUnsupported(base);
                return;
            }
            try (NeighborSearch other = open();
                    NeighborIndex index = other.read(inPieces(saved.get().bytes()), base)) {
                assertArrayEquals(saved.get().answers(), answers(index, queries, 10, 500));
            }
        }
    }

    @Test
    void aSavedIndexThatIsCutOrNoneIsRefused() {
        NeighborSet set = NeighborSet.clustered(300, 50, 16, 5, 16);
        try (Arena arena = Arena.ofShared()) {
            Vectors base = offHeap(arena, set.base());
            Vectors queries = offHeap(arena, set.queries());
            Optional<Saved> saved = save(base, queries);
            Assumptions.assumeTrue(saved.isPresent(), "the search does not support saving an index");
            int length = saved.get().bytes().length;
            for (int cut : new int[]{0, 1, 4, length / 3, length / 2, length - 1}) {
                assertRefused("cut to %d of %d bytes".formatted(cut, length), Arrays.copyOf(saved.get().bytes(), cut),
                        saved.get(), base, queries);
            }
            byte[] noise = new byte[length];
            assertRefused(length + " bytes 0", noise, saved.get(), base, queries);
            new Random(17).nextBytes(noise);
            assertRefused(length + " random bytes", noise, saved.get(), base, queries);
            Arrays.fill(noise, (byte) -1);
            assertRefused(length + " bytes 255", noise, saved.get(), base, queries);
        }
    }

    @Test
    void anInterruptedBuildGivesUpOrFinishes() throws Exception {
        NeighborSet set = NeighborSet.clustered(1000, 10, 32, 10, 18);
        try (Arena arena = Arena.ofShared()) {
            Vectors base = offHeap(arena, set.base());
            Callable<Boolean> build = () -> {
                Thread.currentThread().interrupt();
                try (NeighborIndex _ = search.build(base)) {
                    return Thread.currentThread().isInterrupted();
                } catch (SmoothieException _) {
                    return Thread.currentThread().isInterrupted();
                }
            };
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                assertTrue(thread.submit(build).get(), "the interrupt flag must be set when an interrupted build ends");
            }
            try (NeighborIndex index = search.build(base)) {
                assertRecall(arena, index, set.base(), set.queries(), 10);
            }
        }
    }

    @Test
    void closingTwiceIsAllowed() {
        NeighborSearch other = open();
        NeighborIndex index = other.build(Vectors.of(new float[][]{{1, 2}, {3, 4}}));
        index.close();
        assertDoesNotThrow(index::close);
        other.close();
        assertDoesNotThrow(other::close);
    }

    /** Saves an index of {@code base}, and keeps what it answered; empty if the index says that it cannot be saved. */
    private Optional<Saved> save(Vectors base, Vectors queries) {
        var out = new ByteArrayOutputStream() {
            private boolean closed;

            @Override
            public void close() {
                closed = true;
            }
        };
        try (NeighborIndex index = search.build(base)) {
            index.write(out);
            assertFalse(out.closed, "write must leave the stream open");
            return Optional.of(new Saved(out.toByteArray(), answers(index, queries, 10, (int) base.rows())));
        } catch (UnsupportedException e) {
            String what = "saving an index";
            Set<String> stated = Set.of(UnsupportedException.message("this neighbour search", what),
                    UnsupportedException.message(search.description(), what));
            assertTrue(stated.contains(e.getMessage()), () -> e.getMessage() + " must be one of " + stated);
            assertEquals(0, out.size(), "what cannot be saved must not be begun");
            return Optional.empty();
        } catch (IOException e) {
            return fail("a stream in memory can take everything", e);
        }
    }

    private void assertReadingIsUnsupported(Vectors base) throws IOException {
        try (NeighborIndex _ = search.read(InputStream.nullInputStream(), base)) {
            fail("an index can be read, but not written");
        } catch (UnsupportedException e) {
            assertEquals(UnsupportedException.message(search.description(), "reading an index"), e.getMessage());
        }
    }

    /** Checks that reading these bytes fails, unless the index needs none of the bytes that are missing. */
    private void assertRefused(String what, byte[] bytes, Saved saved, Vectors base, Vectors queries) {
        assertTimeoutPreemptively(LIMIT, () -> {
            try (NeighborIndex index = search.read(inPieces(bytes), base)) {
                assertArrayEquals(saved.answers(), answers(index, queries, 10, (int) base.rows()),
                        () -> "an index was read from a saved one that is " + what);
            } catch (IOException | SmoothieException _) {
                // Expected.
            }
        }, what);
    }

    private record Saved(byte[] bytes, int[] answers) {}

    /** A stream that gives few bytes at a time, as a network may. */
    private static InputStream inPieces(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1000));
            }
        };
    }

    private static Vectors offHeap(Arena arena, float[][] rows) {
        return NeighborSet.offHeap(arena, rows);
    }

    /** Asks for neighbours, and checks the form of the answers. */
    private static int[] answers(NeighborIndex index, Vectors queries, int k, int rows) {
        int[] neighbors = new int[Math.toIntExact(queries.rows() * k)];
        Arrays.fill(neighbors, UNTOUCHED);
        index.nearest(queries, k, neighbors);
        for (int query = 0; query < queries.rows(); query++) {
            assertWellFormed(query, Arrays.copyOfRange(neighbors, query * k, (query + 1) * k), rows);
        }
        return neighbors;
    }

    private static void assertWellFormed(int query, int[] neighbors, int rows) {
        var seen = new HashSet<Integer>();
        boolean ended = false;
        for (int place = 0; place < neighbors.length; place++) {
            int row = neighbors[place];
            String where = "query %d, place %d: %d".formatted(query, place, row);
            assertTrue(row != UNTOUCHED, () -> where + " was not written");
            assertTrue(row == NeighborIndex.NONE || (row >= 0 && row < rows), () -> where + " is no base row");
            assertFalse(ended && row != NeighborIndex.NONE, () -> where + " comes after one that was not found");
            assertTrue(row == NeighborIndex.NONE || seen.add(row), () -> where + " comes twice");
            ended = row == NeighborIndex.NONE;
        }
    }

    /** Checks that, on average over the queries, the k answers hold the promised share of the k nearest. */
    private void assertRecall(Arena arena, NeighborIndex index, float[][] base, float[][] queries, int... ks) {
        double[][] nearest = NeighborSet.distances(base, queries);
        Vectors asked = offHeap(arena, queries);
        for (int k : ks) {
            int[] neighbors = answers(index, asked, k, base.length);
            long found = 0;
            for (int query = 0; query < queries.length; query++) {
                for (int place = 0; place < k; place++) {
                    int row = neighbors[query * k + place];
                    if (row != NeighborIndex.NONE
                            && NeighborSet.distance(queries[query], base[row]) <= ROUNDING * nearest[query][k - 1]) {
                        found++;
                    }
                }
            }
            double recall = (double) found / queries.length / k;
            assertTrue(recall >= search.recall(), () -> "%s promises a recall of %s and has %s at k = %d".formatted(
                    search.description(), search.recall(), recall, k));
        }
    }
}
