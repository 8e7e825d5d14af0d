package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JVectorSearchTest {
    private static final int K = 20;
    private static final Vectors CLUSTERS = clusters(3000, 384, 1);

    private static NeighborSearch open() {
        var factory = new JVectorSearchFactory();
        return factory.open(new PluginContext(Path.of("home"), Path.of("cache"), 2),
                Options.of("test", factory.options(), Map.of()));
    }

    /** Rows around 50 centres. */
    private static Vectors clusters(int n, int d, float unit) {
        var random = new Random(3);
        float[][] centres = gaussian(50, d, random);
        float[][] rows = gaussian(n, d, random);
        for (float[] row : rows) {
            float[] centre = centres[random.nextInt(centres.length)];
            for (int column = 0; column < d; column++) {
                row[column] = unit * (centre[column] + 0.5f * row[column]);
            }
        }
        return Vectors.of(rows);
    }

    private static float[][] gaussian(int rows, int d, Random random) {
        float[][] x = new float[rows][d];
        for (float[] row : x) {
            for (int column = 0; column < d; column++) {
                row[column] = (float) random.nextGaussian();
            }
        }
        return x;
    }

    private static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(c -> (double) a[c] - b[c]).map(x -> x * x).sum();
    }

    private static int[] nearest(NeighborIndex index, Vectors queries, int k) {
        int[] found = new int[Math.toIntExact(queries.rows()) * k];
        index.nearest(queries, k, found);
        return found;
    }

    /** The mean share of found rows that are no farther than the true k-th. */
    private static double recall(NeighborIndex index, Vectors base, int queries) {
        double hits = 0;
        for (int query = 0; query < queries; query++) {
            float[] row = base.row(query);
            double[] distances = IntStream.range(0, (int) base.rows()).mapToDouble(i -> distance(row, base.row(i)))
                    .toArray();
            double farthest = Arrays.stream(distances).sorted().limit(K).max().orElseThrow();
            int[] found = nearest(index, base.slice(query, query + 1), K);
            assertEquals(K, Arrays.stream(found).distinct().count());
            hits += Arrays.stream(found).filter(i -> i >= 0 && distances[i] <= farthest).count();
        }
        return hits / (K * queries);
    }

    @Test
    void findsWhatItPromises() {
        try (NeighborSearch search = open(); NeighborIndex index = search.build(CLUSTERS)) {
            double recall = recall(index, CLUSTERS, 150);
            assertTrue(recall >= search.recall(), "recall " + recall);
            assertTrue(search.description().startsWith("jvector (degree 32, beam 100, "), search.description());
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-6f, 1e6f})
    void theUnitOfTheDataIsOfNoMatter(float unit) {
        Vectors base = clusters(1500, 32, unit);
        try (NeighborSearch search = open(); NeighborIndex index = search.build(base)) {
            double recall = recall(index, base, 60);
            assertTrue(recall >= search.recall(), "recall " + recall);
        }
    }

    @Test
    void nearDuplicatesDoNotHideTheRest() {
        // Groups of 60, more than a node keeps, a millionth apart.
        var random = new Random(5);
        float[][] rows = new float[1200][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row % 60 == 0 ? gaussian(1, 24, random)[0] : rows[row - 1].clone();
            rows[row][row % 24] *= 1 + 1e-5f;
        }
        Vectors base = Vectors.of(rows);
        try (NeighborSearch search = open(); NeighborIndex index = search.build(base)) {
            double recall = recall(index, base, 1200);
            assertTrue(recall >= search.recall(), "recall " + recall);
        }
    }

    @Test
    void equalRowsAreAllFoundInTheirOrder() {
        // 300 times each of four rows, zeros among them, one with a negative zero in it.
        float[][] kinds = {{0, 0, 0}, {1, 0, 0}, {0, 5, 0}, {3, 3, 3}};
        float[][] rows = new float[1200][];
        Arrays.setAll(rows, row -> kinds[row % 4].clone());
        rows[8][1] = -0f;
        try (NeighborSearch search = open(); NeighborIndex index = search.build(Vectors.of(rows))) {
            for (int kind = 0; kind < 4; kind++) {
                int first = kind;
                assertArrayEquals(IntStream.range(0, 50).map(i -> first + 4 * i).toArray(),
                        nearest(index, Vectors.of(new float[][]{kinds[kind]}), 50));
            }
            int[] all = nearest(index, Vectors.of(new float[][]{{0, 0, 0}}), 1200);
            assertArrayEquals(IntStream.range(0, 1200).toArray(), Arrays.stream(all).sorted().toArray());
            assertEquals(1, all[300] % 4, "the next kind is {1, 0, 0}");
        }
    }

    /** Often: threads that build a small graph at once must not lose a row to each other. */
    @RepeatedTest(100)
    void fewRowsAreAllFound() {
        for (int n : new int[]{1, 2, 3, 5, 20}) {
            float[][] rows = new float[n][2];
            Arrays.setAll(rows, row -> new float[]{row, row * row});
            try (NeighborSearch search = open(); NeighborIndex index = search.build(Vectors.of(rows))) {
                int[] found = nearest(index, Vectors.of(new float[][]{{-1, 0}}), n);
                assertArrayEquals(IntStream.range(0, n).toArray(), found, "n = " + n);
            }
        }
    }

    @Test
    void moreThanThereAreLeavesNone() {
        try (NeighborSearch search = open();
                NeighborIndex index = search.build(Vectors.of(new float[][]{{0}, {2}}))) {
            assertArrayEquals(new int[]{1, 0, NeighborIndex.NONE, NeighborIndex.NONE},
                    nearest(index, Vectors.of(new float[][]{{3}}), 4));
        }
    }

    @Test
    void whatWasWrittenAnswersTheSame() throws IOException {
        try (NeighborSearch search = open(); NeighborIndex built = search.build(CLUSTERS)) {
            var bytes = new ByteArrayOutputStream();
            built.write(bytes);
            Vectors queries = CLUSTERS.slice(100, 400);
            try (NeighborSearch other = open();
                    NeighborIndex read = other.read(new ByteArrayInputStream(bytes.toByteArray()), CLUSTERS)) {
                assertArrayEquals(nearest(built, queries, K), nearest(read, queries, K));
            }
            byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
            assertThrows(IOException.class, () -> search.read(new ByteArrayInputStream(half), CLUSTERS));
            byte[] text = "not a graph at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThrows(IOException.class, () -> search.read(new ByteArrayInputStream(text), CLUSTERS));
            assertThrows(IOException.class,
                    () -> search.read(new ByteArrayInputStream(bytes.toByteArray()), CLUSTERS.slice(0, 2000)));
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        try (NeighborSearch search = open(); NeighborIndex index = search.build(CLUSTERS)) {
            Vectors queries = CLUSTERS.slice(0, 200);
            int[] alone = nearest(index, queries, K);
            Callable<int[]> task = () -> nearest(index, queries, K);
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                for (Future<int[]> found : threads.invokeAll(Collections.nCopies(8, task))) {
                    assertArrayEquals(alone, found.get());
                }
            }
        }
    }

    @Test
    void aBuildThatIsInterruptedGivesUp() throws InterruptedException {
        Vectors base = clusters(60_000, 64, 1);
        var failure = new AtomicReference<Throwable>();
        var flag = new AtomicReference<Boolean>();
        Thread builder = Thread.ofPlatform().start(() -> {
            try (NeighborSearch search = open(); NeighborIndex index = search.build(base)) {
                failure.set(new AssertionError("built " + index));
            } catch (SmoothieException e) {
                failure.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        Thread.sleep(300);
        builder.interrupt();
        builder.join();
        assertInstanceOf(SmoothieException.class, failure.get());
        assertTrue(failure.get().getMessage().contains("interrupted"), failure.get().getMessage());
        assertTrue(flag.get());
    }

    @Test
    void closingTwiceIsAllowed() {
        NeighborSearch search = open();
        NeighborIndex index = search.build(Vectors.of(new float[][]{{1}, {2}}));
        nearest(index, Vectors.of(new float[][]{{1}}), 1);
        index.close();
        assertDoesNotThrow(index::close);
        search.close();
        assertDoesNotThrow(search::close);
    }

    @Test
    void bothWaysToMeasureAgree() {
        for (int d : new int[]{1, 3, 4, 15, 16, 17, 63, 64, 65, 384, 389}) {
            Vectors x = Vectors.of(gaussian(2, d, new Random(d)));
            double expected = distance(x.row(0), x.row(1));
            float plain = SquaredDistance.plain(x.segment(), 0, x.segment(), x.offset(1), d);
            float fastest = SquaredDistance.of(x.segment(), 0, x.segment(), x.offset(1), d);
            assertEquals(expected, plain, 1e-6 * d * expected);
            assertEquals(expected, fastest, 1e-6 * d * expected);
        }
        assertTrue(SquaredDistance.description().startsWith("the Vector API"), SquaredDistance.description());
    }

    @Test
    void thePluginOffersIt() {
        var plugin = new JVectorPlugin();
        assertEquals(List.of("jvector"), plugin.neighborSearches().stream().map(factory -> factory.name()).toList());
        assertFalse(plugin.neighborSearches().getFirst().description().isBlank());
    }
}
