package dev.smoothie.core.compute;

import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.testing.CudaDouble;
import dev.smoothie.core.TestBackends;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The whole control flow of the backend {@code cuda}, and the kernels that ship, on a double of CUDA: nothing here has
 * been tested on a GPU. Everywhere but where a test says otherwise: that all memory is freed, and that nothing was
 * misused.
 */
class CudaBackendTest {
    private static final Workers WORKERS = new Workers(2);
    private CudaOnDouble cudaOnDouble;
    private CudaDouble library;

    @BeforeEach
    void findDouble() {
        cudaOnDouble = CudaOnDouble.find().orElse(null);
        assumeTrue(cudaOnDouble != null, "no compilers for a double of CUDA here");
        library = cudaOnDouble.library();
    }

    @AfterEach
    void nothingIsLeft() {
        if (library != null) {
            assertEquals("", library.complaint());
            assertEquals(0, library.open());
            library.reset();
        }
    }

    private CudaBackend backend(int cards, UnaryOperator<CardSearchPlan> adjust, Precision... precision) {
        Cuda cuda = cudaOnDouble.cuda(cards).orElse(null);
        assumeTrue(cuda != null, "this process uses a real CUDA");
        return new CudaBackend(cuda, TestBackends.scalar(), new CudaBackend.Settings(
                precision.length == 0 ? Optional.empty() : Optional.of(precision[0]), adjust, true));
    }

    private static UnaryOperator<CardSearchPlan> tiles(int edge) {
        return plan -> TestBackends.smallTiles(plan, edge);
    }

    private static Embeddings gaussian(Arena arena, int rows, int d, long seed) {
        var random = new Random(seed);
        Embeddings x = Embeddings.allocate(arena, rows, d);
        for (long at = 0; at < x.segment().byteSize(); at += 4) {
            x.segment().set(JAVA_FLOAT, at, (float) random.nextGaussian());
        }
        return x;
    }

    /** Every third row is a copy of the one before, up to the last digits. */
    private static Embeddings nearDuplicates(Arena arena, int rows, int d, long seed) {
        var random = new Random(seed);
        Embeddings x = gaussian(arena, rows, d, seed);
        for (int row = 2; row < rows; row += 3) {
            for (int column = 0; column < d; column++) {
                x.segment().set(JAVA_FLOAT, x.offset(row) + 4L * column,
                        x.get(row - 1, column) * (1 + 1e-6f * (float) random.nextGaussian()));
            }
        }
        return x;
    }

    private static int[] among(Backend backend, Embeddings rows, int k) {
        try (Arena arena = Arena.ofShared()) {
            return ExactSearch.among(arena, rows, k, backend, WORKERS).segment().toArray(JAVA_INT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheOracleInEveryPrecision(Precision precision) {
        try (CudaBackend cuda = backend(1, tiles(100), precision); Arena arena = Arena.ofShared()) {
            for (int d : new int[]{1, 13, 384, 768, 1000}) {
                Embeddings rows = nearDuplicates(arena, d > 100 ? 205 : 401, d, d);
                for (int k : d > 100 ? new int[]{1, 20, 100} : new int[]{2, 20, 401}) {
                    assertArrayEquals(among(TestBackends.scalar(), rows, k), among(cuda, rows, k),
                            "d=%d, k=%d".formatted(d, k));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void severalCardsDivideTheQueries(int cards) {
        try (CudaBackend cuda = backend(cards, tiles(64)); Arena arena = Arena.ofShared()) {
            Embeddings rows = nearDuplicates(arena, 501, 40, 1);
            Embeddings queries = gaussian(arena, 77, 40, 2);
            assertArrayEquals(among(TestBackends.scalar(), rows, 20), among(cuda, rows, 20));
            assertArrayEquals(
                    ExactSearch.of(arena, queries, rows, 20, TestBackends.scalar(), WORKERS).segment()
                            .toArray(JAVA_INT),
                    ExactSearch.of(arena, queries, rows, 20, cuda, WORKERS).segment().toArray(JAVA_INT));
            // Fewer queries than cards.
            assertArrayEquals(among(TestBackends.scalar(), rows.slice(0, 2), 2), among(cuda, rows.slice(0, 2), 2));
        }
    }

    @Test
    void smallerTilesWhereMemoryIsShort() {
        try (CudaBackend cuda = backend(1, UnaryOperator.identity(), Precision.FP32); Arena arena = Arena.ofShared()) {
            Embeddings rows = gaussian(arena, 3000, 8, 3);
            int[] expected = among(TestBackends.scalar(), rows, 5);
            library.failAbove(33L << 20); // the staging fits, a tile [3000, 3000] does not
            Neighbors found = ExactSearch.among(arena, rows, 5, cuda, WORKERS);
            assertArrayEquals(expected, found.segment().toArray(JAVA_INT));
            assertTrue(found.decisions().getFirst().contains("tiles of 3000"), found.decisions()::toString);
            assertTrue(found.decisions().getLast().contains("tiles of 1500"), found.decisions()::toString);
        }
    }

    @Test
    void aSearchIsTheHostsWhereNothingFits() {
        try (CudaBackend cuda = backend(1, tiles(64)); Arena arena = Arena.ofShared()) {
            Embeddings rows = gaussian(arena, 500, 8, 3);
            int[] warm = among(cuda, rows, 5);
            library.failAbove(1000);
            for (Backend backend : List.of(cuda, cuda.insistedOn())) {
                Neighbors found = ExactSearch.among(arena, rows, 5, backend, WORKERS);
                assertArrayEquals(warm, found.segment().toArray(JAVA_INT));
                String last = found.decisions().getLast();
                assertTrue(last.contains("found by scalar, because the card has too little memory")
                        && last.contains("cudaMalloc"), last);
            }
            library.failAbove(-1);
            assertArrayEquals(warm, among(cuda, rows, 5));
        }
    }

    @ParameterizedTest
    @CsvSource({"cudaStreamSynchronize,719", "cuLaunchKernel,700", "cudaMemcpyAsync,214", "cudaMalloc,46"})
    void aCardThatIsLostLeavesTheSearchToTheHostUnlessItWasAskedFor(String function, int code) {
        for (int cards : new int[]{1, 2}) {
            library.reset();
            try (CudaBackend cuda = backend(cards, tiles(64), Precision.FP16); Arena arena = Arena.ofShared()) {
                Embeddings rows = gaussian(arena, 300, 8, 3);
                int[] expected = among(TestBackends.scalar(), rows, 5);
                library.fail(function, code, 2);
                Neighbors found = ExactSearch.among(arena, rows, 5, cuda, WORKERS);
                assertArrayEquals(expected, found.segment().toArray(JAVA_INT));
                String last = found.decisions().getLast();
                assertTrue(last.contains("found by scalar, because the card is lost") && last.contains(function), last);
                library.fail(function, code, 2);
                var e = assertThrows(CoreException.class, () -> among(cuda.insistedOn(), rows, 5));
                assertTrue(e.getMessage().contains(function) && e.getMessage().contains("--backend scalar"),
                        e.getMessage());
            }
        }
    }

    /** Whatever fails first, everything is freed; see {@link #nothingIsLeft}. */
    @ParameterizedTest
    @CsvSource({"cudaMalloc", "cudaHostAlloc", "cudaMemcpyAsync", "cuLaunchKernel", "cublasGemmEx_64",
            "cudaEventCreateWithFlags", "cudaStreamSynchronize", "cudaStreamCreateWithFlags", "cublasCreate_v2",
            "cuModuleLoadData", "cuModuleGetFunction"})
    void freesEverythingAfterAFailure(String function) {
        int otherThanOutOfMemory = 719; // cudaErrorLaunchFailure
        for (int nth : new int[]{1, 2, 5, 9, 14}) {
            library.reset();
            // Once while precisions are tried, which takes five times as long on the double.
            Precision[] precision = nth == 9 ? new Precision[0] : new Precision[]{Precision.FP32};
            try (CudaBackend cuda = backend(2, tiles(64), precision); Arena arena = Arena.ofShared()) {
                Embeddings rows = gaussian(arena, 300, 8, 3);
                library.fail(function, otherThanOutOfMemory, nth);
                try {
                    among(cuda, rows, 5);
                } catch (CoreException e) {
                    assertTrue(e.getMessage().contains(function) && e.getMessage().contains("--backend scalar"),
                            e.getMessage());
                }
            }
            assertEquals(0, library.open(), "%s, call %d".formatted(function, nth));
        }
    }

    @Test
    void coarsePrecisionsAreRefusedWhereTheyCertifyNothing() {
        try (CudaBackend cuda = backend(1, tiles(200)); Arena arena = Arena.ofShared()) {
            CardSearchReport easy = cuda.searchOnCards(gaussian(arena, 900, 16, 5), gaussian(arena, 900, 16, 5), true,
                    20, WORKERS, arena.allocate(900L * 20 * 4, 4), Assertions::fail);
            assertTrue(easy.certified() >= 0.99 * 900, easy.toString());
            assertEquals(900, easy.rows());
            // The corners of a simplex, all distances alike but for some thousandths: too little for operands of 8
            // bits.
            Embeddings corners = Embeddings.allocate(arena, 300, 300);
            var random = new Random(4);
            for (int row = 0; row < 300; row++) {
                corners.segment().set(JAVA_FLOAT, corners.offset(row) + 4L * row,
                        1 + 0.003f * (float) random.nextGaussian());
            }
            CardSearchReport hard = cuda.searchOnCards(corners, corners, true, 20, WORKERS,
                    arena.allocate(300L * 20 * 4, 4), Assertions::fail);
            assertTrue(hard.precision() != Precision.BF16, hard::toString);
            assertTrue(hard.certified() >= 0.99 * 300, hard::toString);
        }
    }

    @Test
    void theAnswerDoesNotDependOnTheOrderOfThreads() {
        try (CudaBackend cuda = backend(1, tiles(96)); Arena arena = Arena.ofShared()) {
            Embeddings rows = nearDuplicates(arena, 400, 24, 6);
            int[] forwards = among(cuda, rows, 20);
            for (int order : new int[]{1, 2, 3, 4}) {
                CudaOnDouble.order(order);
                assertArrayEquals(forwards, among(cuda, rows, 20));
            }
        }
    }

    @Test
    void tooManyNeighboursAreTheHosts() {
        try (CudaBackend cuda = backend(1, tiles(96)); Arena arena = Arena.ofShared()) {
            Embeddings rows = gaussian(arena, 1100, 3, 7);
            Neighbors found = ExactSearch.among(arena, rows, 1050, cuda, WORKERS);
            assertArrayEquals(among(TestBackends.scalar(), rows, 1050), found.segment().toArray(JAVA_INT));
            assertTrue(found.decisions().getFirst().contains("1050 neighbours are too many"),
                    found.decisions()::toString);
        }
    }

    @Test
    void namesTheRowThatIsNotFinite() {
        try (CudaBackend cuda = backend(2, tiles(96)); Arena arena = Arena.ofShared()) {
            for (float bad : new float[]{Float.NaN, Float.NEGATIVE_INFINITY}) {
                Embeddings rows = gaussian(arena, 300, 10, 8);
                rows.segment().set(JAVA_FLOAT, rows.offset(271) + 12, bad);
                assertEquals(271, assertThrows(NonFiniteEmbeddingException.class, () -> among(cuda, rows, 5)).row());
            }
        }
    }

    /** Of m generators some are missing, and where r > 1 some repeats. */
    private static Generations generations(Arena arena, int n, int r, int m, int d, boolean complete) {
        Presence some = (sample, repeat, generator) -> (sample * 7 + repeat * 5 + generator * 3) % 11 > 2
                && !(sample % 13 == 4 && generator > 1);
        Embeddings vectors = gaussian(arena, n * r * m, d, 31L * m + d);
        if (!complete) {
            for (int output = 0; output < n * r * m; output++) {
                if (!some.present(output / (r * m), output / m % r, output % m)) {
                    vectors.segment().asSlice(vectors.offset(output), 4L * d).fill((byte) -1); // NaN, which must not be read
                }
            }
        }
        return new Generations(vectors, n, r, m, complete ? Presence.COMPLETE : some);
    }

    @ParameterizedTest
    @CsvSource({"3,1,5", "3,2,40", "10,1,768", "16,1,33", "17,1,300", "40,3,257", "100,1,64"})
    void rowEstimatesEqualTheOracles(int m, int r, int d) {
        try (CudaBackend cuda = backend(2, UnaryOperator.identity()); Arena arena = Arena.ofShared()) {
            for (boolean complete : new boolean[]{true, false}) {
                Generations generations = generations(arena, 53, r, m, d, complete);
                assertClose(RowEstimates.of(arena, generations, TestBackends.scalar(), WORKERS).y(),
                        RowEstimates.of(arena, generations, cuda, WORKERS).y());
            }
        }
    }

    private static void assertClose(Matrix expected, Matrix found) {
        for (long row = 0; row < expected.rows(); row++) {
            double[] right = expected.row(row);
            double[] got = found.row(row);
            for (int column = 0; column < right.length; column++) {
                double rounding = Double.isNaN(right[column]) ? 0 : 1e-12 * (1 + Math.abs(right[column]));
                assertTrue(Double.compare(right[column], got[column]) == 0
                        || Math.abs(right[column] - got[column]) <= rounding,
                        "[%d, %d]: expected %s, got %s".formatted(row, column, right[column], got[column]));
            }
        }
    }

    @Test
    void manyChunksOfRowEstimatesEqualTheOracles() {
        try (CudaBackend cuda = backend(2, UnaryOperator.identity()); Arena arena = Arena.ofShared()) {
            // A chunk is 32 MiB, and a sample a third of one.
            Generations generations = generations(arena, 26, 1, 3, 1 << 20, true);
            assertClose(RowEstimates.of(arena, generations, TestBackends.scalar(), WORKERS).y(),
                    RowEstimates.of(arena, generations, cuda, WORKERS).y());
            assertTrue(library.calls("cudaMalloc") > 0);
        }
    }

    @Test
    void rowsInMainMemoryAreEstimatedByTheHost() {
        Cuda cuda = cudaOnDouble.cuda(1).orElse(null);
        assumeTrue(cuda != null, "this process uses a real CUDA");
        try (CudaBackend deciding = new CudaBackend(cuda, TestBackends.scalar(), CudaBackend.Settings.MEASURED);
                Arena arena = Arena.ofShared()) {
            Generations generations = generations(arena, 26, 1, 3, 1 << 18, true);
            Matrix y = Matrix.allocate(arena, 26, 3);
            assertEquals(JobOutcome.DECLINED, deciding.rowEstimates(generations, y, WORKERS));
            assertEquals(0, library.calls("cudaMalloc"));
        }
    }

    @Test
    void rowEstimatesAreTheHostsWhereMemoryIsShort() {
        try (CudaBackend cuda = backend(1, UnaryOperator.identity()); Arena arena = Arena.ofShared()) {
            Generations generations = generations(arena, 53, 1, 5, 40, true);
            RowEstimates expected = RowEstimates.of(arena, generations, TestBackends.scalar(), WORKERS);
            library.failAbove(1000);
            RowEstimates found = RowEstimates.of(arena, generations, cuda, WORKERS);
            assertClose(expected.y(), found.y());
            assertTrue(found.decisions().getFirst().contains("because the card has too little memory"),
                    found.decisions()::toString);
        }
    }

    @Test
    void rowEstimatesNameTheOutputThatIsNotFinite() {
        try (CudaBackend cuda = backend(2, UnaryOperator.identity()); Arena arena = Arena.ofShared()) {
            for (int m : new int[]{5, 20}) {
                Generations generations = generations(arena, 40, 1, m, 30, true);
                long output = 17L * m + 2;
                generations.vectors().segment().set(JAVA_FLOAT, generations.vectors().offset(output) + 8,
                        Float.POSITIVE_INFINITY);
                var e = assertThrows(NonFiniteEmbeddingException.class,
                        () -> RowEstimates.of(arena, generations, cuda, WORKERS).y());
                assertEquals(output, e.row());
            }
        }
    }

    @Test
    void meansOverNeighbourhoodsAreTheHostsToTheLastBit() {
        try (CudaBackend cuda = backend(1, tiles(64)); Arena arena = Arena.ofShared()) {
            Embeddings rows = gaussian(arena, 300, 8, 9);
            Matrix y = RowEstimates.of(arena, generations(arena, 300, 1, 7, 9, false), TestBackends.scalar(), WORKERS)
                    .y();
            Neighbors neighbors = ExactSearch.among(arena, rows, 20, TestBackends.scalar(), WORKERS);
            for (int k : new int[]{20, 7}) {
                MemorySegment host = LocalEstimate.of(arena, y, neighbors, k, TestBackends.scalar(), WORKERS).errors()
                        .segment();
                assertArrayEquals(host.toArray(JAVA_BYTE),
                        LocalEstimate.of(arena, y, neighbors, k, cuda, WORKERS).errors().segment().toArray(JAVA_BYTE));
            }
        }
    }

    @Test
    void littleWorkStaysOnTheHost() {
        Cuda cuda = cudaOnDouble.cuda(1).orElse(null);
        assumeTrue(cuda != null, "this process uses a real CUDA");
        try (CudaBackend measuring = new CudaBackend(cuda, TestBackends.scalar(), CudaBackend.Settings.MEASURED);
                Arena arena = Arena.ofShared()) {
            assertEquals(List.of(
                    "neighbours: found by scalar, because comparing [30, 8] with [30, 8] is less work than opening a card"),
                    ExactSearch.among(arena, gaussian(arena, 30, 8, 1), 5, measuring, WORKERS).decisions());
            assertEquals(0, library.calls("cudaMalloc"));
        }
    }
}
