package dev.smoothie.pipeline.index;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.Vectors;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ApproximateSearchTest {
    private static final Backend SCALAR = Backends.choose("scalar").backend();
    private static final Workers WORKERS = new Workers(2);
    private static final IndexMaker MAKER = new IndexMaker("half", "1", "skipped=3");
    private static final int NONE_SKIPPED = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private final Arena arena = Arena.ofShared();
    private final List<IndexReport> reports = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @AfterEach
    void close() {
        arena.close();
    }

    private ApproximateSearch search(NeighborSearch plugin, IndexMaker maker, Optional<Path> file) {
        return new ApproximateSearch(plugin, maker, file, reports::add, notes::add);
    }

    private static float[][] gaussian(int n, int d, long seed) {
        var random = new Random(seed);
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            for (int column = 0; column < d; column++) {
                row[column] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    /** The k nearest of the rows that pass, by distance in double, then index; the query itself first. */
    private static int[] nearest(float[][] rows, int query, int k, int skipped) {
        return IntStream.range(0, rows.length).filter(i -> i == query || HalfSearch.knows(i, skipped)).boxed()
                .sorted(Comparator.comparingDouble(
                        i -> i == query ? -1 : HalfSearch.distance(rows[query], rows[i])))
                .limit(k).mapToInt(Integer::intValue).toArray();
    }

    @Test
    void ranksByExactDistancesItselfFirst() {
        float[][] rows = gaussian(500, 6, 1);
        try (var search = search(new HalfSearch(3, NONE_SKIPPED, false), MAKER, Optional.empty())) {
            Neighbors found = search.among(arena, Embeddings.copyOf(arena, rows), 10, SCALAR, WORKERS);
            for (int query = 0; query < 500; query++) {
                // A row that the index does not know is its own first neighbour all the same.
                assertArrayEquals(nearest(rows, query, 10, 3), found.row(query), "query " + query);
            }
        }
    }

    @Test
    void equalDistancesGoByIndexAndItselfComesBeforeThem() {
        float[][] rows = new float[60][1];
        Arrays.setAll(rows, row -> new float[]{row < 30 ? 0 : 1});
        try (var search = search(new HalfSearch(NONE_SKIPPED, NONE_SKIPPED, false), MAKER, Optional.empty())) {
            Neighbors found = search.among(arena, Embeddings.copyOf(arena, rows), 40, SCALAR, WORKERS);
            int[] expected = IntStream.concat(IntStream.of(35), IntStream.range(0, 60).filter(i -> i != 35).boxed()
                    .sorted(Comparator.comparingInt(i -> i < 30 ? 1 : 0)).mapToInt(Integer::intValue)).limit(40)
                    .toArray();
            assertArrayEquals(expected, found.row(35));
        }
    }

    @Test
    void recallIsMeasuredAgainstTheTruth() {
        float[][] rows = gaussian(600, 5, 2);
        try (var search = search(new HalfSearch(3, NONE_SKIPPED, false), MAKER, Optional.empty())) {
            search.among(arena, Embeddings.copyOf(arena, rows), 10, SCALAR, WORKERS);
        }
        IndexReport report = reports.getFirst();
        // The share of the nine true other neighbours of each query whose index is not a multiple of three.
        double[] shares = IntStream.range(0, 600).mapToDouble(query -> Arrays
                .stream(nearest(rows, query, 10, NONE_SKIPPED)).skip(1).filter(i -> i % 3 != 0)
                .count() / 9.0).toArray();
        double mean = Arrays.stream(shares).average().orElseThrow();
        assertEquals(256, report.recall().samples());
        assertEquals(mean, report.recall().share(), 4 * report.recall().standardError());
        assertTrue(report.recall().standardError() > 0.002 && report.recall().standardError() < 0.02,
                "" + report.recall());
        assertEquals(10, report.k());
        assertEquals("half (all but every 3.)", report.search());
    }

    @Test
    void whatTheIndexLeavesShortIsSearchedExactly() {
        float[][] rows = gaussian(300, 4, 3);
        rows[7] = rows[200].clone();
        try (var search = search(new HalfSearch(3, 6, false), MAKER, Optional.empty())) {
            Embeddings base = Embeddings.copyOf(arena, rows);
            Neighbors found = search.among(arena, base, 10, SCALAR, WORKERS);
            for (int query = 0; query < 300; query++) {
                assertArrayEquals(nearest(rows, query, 10, NONE_SKIPPED), found.row(query), "query " + query);
            }
            assertEquals(300, reports.getFirst().completed());
            assertEquals(1, reports.getFirst().recall().share());
            Neighbors others = search.of(arena, base.slice(0, 50), base, 8, SCALAR, WORKERS);
            assertArrayEquals(ExactSearch.of(arena, base.slice(0, 50), base, 8, SCALAR, WORKERS)
                    .row(49), others.row(49));
        }
        assertEquals(1, reports.size(), "one report for a base");
    }

    @Test
    void manyEqualRowsThatAreLeftShortStillHaveThemselvesFirst() {
        try (var search = search(new HalfSearch(2, 1, false), MAKER, Optional.empty())) {
            Neighbors found = search.among(arena, Embeddings.copyOf(arena, new float[40][3]), 5,
                    SCALAR, WORKERS);
            assertArrayEquals(new int[]{30, 0, 1, 2, 3}, found.row(30));
            assertArrayEquals(new int[]{2, 0, 1, 3, 4}, found.row(2));
        }
    }

    @Test
    void ofAllOrOneTheIndexIsNotAsked() {
        var plugin = new HalfSearch(3, NONE_SKIPPED, false);
        try (var search = search(plugin, MAKER, Optional.empty())) {
            Embeddings rows = Embeddings.copyOf(arena, gaussian(12, 3, 4));
            for (int k : new int[]{1, 12, 100}) {
                assertArrayEquals(ExactSearch.among(arena, rows, k, SCALAR, WORKERS).row(6),
                        search.among(arena, rows, k, SCALAR, WORKERS).row(6));
            }
        }
        assertEquals(0, plugin.built);
    }

    @Test
    void anIndexServesAllSearchesOfItsBase() {
        var plugin = new HalfSearch(3, NONE_SKIPPED, false);
        Embeddings rows = Embeddings.copyOf(arena, gaussian(100, 3, 4));
        Embeddings others = Embeddings.copyOf(arena, gaussian(90, 3, 5));
        try (var search = search(plugin, MAKER, Optional.empty())) {
            search.among(arena, rows, 5, SCALAR, WORKERS);
            search.among(arena, rows, 9, SCALAR, WORKERS);
            assertEquals(1, plugin.built);
            search.of(arena, rows, others, 5, SCALAR, WORKERS);
            assertEquals(2, plugin.built);
            assertEquals(1, plugin.closed);
        }
        assertEquals(2, plugin.closed);
    }

    @ParameterizedTest
    @CsvSource({"100, 0, row 100 of 100 rows", "-7, 0, row -7 of 100 rows", "4, 4, row 4 twice",
            "-1, 3, after the end"})
    void aWrongAnswerNamesThePlugin(int first, int second, String expected) {
        NeighborSearch broken = new NeighborSearch() {
            @Override
            public String description() {
                return "broken";
            }

            @Override
            public double recall() {
                return 1;
            }

            @Override
            public NeighborIndex build(Vectors base) {
                return (queries, k, neighbors) -> {
                    Arrays.fill(neighbors, NeighborIndex.NONE);
                    neighbors[0] = first;
                    neighbors[1] = second;
                };
            }
        };
        Embeddings rows = Embeddings.copyOf(arena, gaussian(100, 3, 4));
        try (var search = search(broken, MAKER, Optional.empty())) {
            var e = assertThrows(SmoothieException.class,
                    () -> search.among(arena, rows, 5, SCALAR, WORKERS));
            assertTrue(e.getMessage().contains("'half' 1") && e.getMessage().contains(expected), e.getMessage());
        }
    }

    /** A plugin that fails in a way of its own, wherever it is called: the message names it, and no index is no failure. */
    @Test
    void whateverAPluginThrowsIsItsOwnFault() {
        Embeddings rows = Embeddings.copyOf(arena, gaussian(100, 3, 4));
        for (Throwable fault : new Throwable[]{new IllegalStateException("off"), new NoClassDefFoundError("a/B"),
                new StackOverflowError()}) {
            var building = new HalfSearch(3, NONE_SKIPPED, true) {
                @Override
                public NeighborIndex build(Vectors base) {
                    return sneak(fault);
                }
            };
            var asking = new HalfSearch(3, NONE_SKIPPED, true) {
                @Override
                public NeighborIndex build(Vectors base) {
                    return (queries, k, neighbors) -> sneak(fault);
                }
            };
            for (HalfSearch plugin : List.of(building, asking)) {
                try (var search = search(plugin, MAKER, Optional.empty())) {
                    var e = assertThrows(SmoothieException.class,
                            () -> search.among(arena, rows, 5, SCALAR, WORKERS));
                    assertTrue(e.getMessage().contains("'half'") && e.getMessage().contains(fault.toString()),
                            e.getMessage());
                }
            }
            var writing = new HalfSearch(3, NONE_SKIPPED, true) {
                @Override
                public NeighborIndex build(Vectors base) {
                    NeighborIndex index = super.build(base);
                    return new NeighborIndex() {
                        @Override
                        public void nearest(Vectors queries, int k, int[] neighbors) {
                            index.nearest(queries, k, neighbors);
                        }

                        @Override
                        public void write(OutputStream out) {
                            sneak(fault);
                        }
                    };
                }
            };
            notes.clear();
            try (var search = search(writing, MAKER, Optional.of(folder.resolve("x.npy.half")))) {
                assertEquals(100, search.among(arena, rows, 5, SCALAR, WORKERS).rows());
            }
            assertTrue(notes.getFirst().contains("not saved") && notes.getFirst().contains(fault.toString()),
                    notes::toString);
        }
    }

    private static NeighborIndex sneak(Throwable fault) {
        switch (fault) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(fault);
        }
    }

    private HalfSearch run(Embeddings rows, IndexMaker maker, Path file, boolean saves) {
        var plugin = new HalfSearch(3, NONE_SKIPPED, saves);
        reports.clear();
        notes.clear();
        try (var search = search(plugin, maker, Optional.of(file))) {
            Neighbors found = search.among(arena, rows, 5, SCALAR, WORKERS);
            assertEquals(5, Arrays.stream(found.row(8)).distinct().count());
        }
        return plugin;
    }

    @Test
    void anIndexIsKeptAndReadAgain() throws IOException {
        Embeddings rows = Embeddings.copyOf(arena, gaussian(100, 3, 4));
        Path file = ApproximateSearch.fileBeside(folder.resolve("x.npy"), "half");
        assertEquals(folder.resolve("x.npy.half"), file);

        assertEquals(1, run(rows, MAKER, file, true).built);
        assertEquals(Optional.of(file), reports.getFirst().file());
        HalfSearch again = run(rows, MAKER, file, true);
        assertEquals(List.of(0, 1), List.of(again.built, again.read));
        assertTrue(reports.getFirst().loaded());
        assertEquals(List.of(), notes);

        rejects(rows, new IndexMaker("half", "2", "skipped=3"), file,
                "made by half 1 (skipped=3), and is wanted by half 2");
        rejects(rows, new IndexMaker("half", "2", "skipped=4"), file, "skipped=4");
        rejects(Embeddings.copyOf(arena, gaussian(100, 3, 9)), MAKER, file, "made by");
        rejects(Embeddings.copyOf(arena, gaussian(100, 3, 4)), MAKER, file, "other vectors");
        rejects(Embeddings.copyOf(arena, gaussian(99, 3, 4)), MAKER, file, "[100, 3], and these are [99, 3]");

        byte[] bytes = Files.readAllBytes(file);
        // The plugin's own four bytes are before the 32 of the checksum.
        bytes[bytes.length - 33] ^= 1;
        Files.write(file, bytes);
        rejects(Embeddings.copyOf(arena, gaussian(99, 3, 4)), MAKER, file, "damaged");
        Files.write(file, Arrays.copyOf(bytes, 30));
        rejects(Embeddings.copyOf(arena, gaussian(99, 3, 4)), MAKER, file, "cannot be read");
        Files.writeString(file, "something else");
        rejects(Embeddings.copyOf(arena, gaussian(99, 3, 4)), MAKER, file, "not an index that Smoothie wrote");
    }

    /** Checks that the index is built again and its file replaced, and that the reason is reported. */
    private void rejects(Embeddings rows, IndexMaker maker, Path file, String reason) {
        HalfSearch plugin = run(rows, maker, file, true);
        assertEquals(List.of(1, 0), List.of(plugin.built, plugin.read), reason);
        assertTrue(notes.getFirst().contains(reason), notes::toString);
        assertEquals(1, run(rows, maker, file, true).read, reason);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsANote() throws IOException {
        Embeddings rows = Embeddings.copyOf(arena, gaussian(100, 3, 4));
        run(rows, MAKER, folder.resolve("none").resolve("x.npy.half"), true);
        assertTrue(notes.getFirst().contains("not saved") && notes.getFirst().contains("no directory"),
                notes::toString);
        assertEquals(Optional.empty(), reports.getFirst().file());
        run(rows, MAKER, folder.resolve("x.npy.half"), false);
        assertTrue(notes.getFirst().contains("does not support saving an index"), notes::toString);
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
        Path directory = Files.createDirectory(folder.resolve("y.npy.half"));
        assertEquals(1, run(rows, MAKER, directory, true).built);
        assertEquals(List.of("%s is not used: it is no regular file; the index is built again".formatted(directory),
                "the index is not saved: %s: it is no regular file".formatted(directory)), notes);
    }
}
