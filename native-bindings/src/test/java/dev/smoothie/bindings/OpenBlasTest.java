package dev.smoothie.bindings;

import dev.smoothie.bindings.generated.openblas.CBlas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OpenBlasTest {
    private static final float GUARD = -123.5f;
    private static OpenBlas blas;

    @BeforeAll
    static void load() {
        assumeTrue(Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")).isPresent()
                || System.getenv("SMOOTHIE_OPENBLAS") != null, "there is no OpenBLAS for this platform");
        blas = switch (OpenBlas.ofProcess()) {
            case Availability.Present<OpenBlas>(OpenBlas there) -> there;
            case Availability.Absent<OpenBlas>(String reason, String remedy) -> throw new AssertionError(
                    reason + "; " + remedy);
        };
    }

    private static MemorySegment random(Arena arena, int floats, Random random) {
        MemorySegment segment = arena.allocate(floats * 4L, 64);
        for (int i = 0; i < floats; i++) {
            segment.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return segment;
    }

    private static float at(MemorySegment matrix, int row, int column, int stride) {
        return matrix.getAtIndex(JAVA_FLOAT, (long) row * stride + column);
    }

    @Test
    void equalsTheDefinitionForOddShapesAndStridesAndWritesNothingElse() {
        var random = new Random(1);
        int[][] shapes = {{0, 3, 2}, {3, 0, 2}, {1, 1, 1}, {1, 17, 5}, {33, 1, 64}, {2, 3, 0}, {7, 13, 384},
                {65, 63, 129},
                {130, 257, 11}, {16, 24, 1009}};
        for (int[] shape : shapes) {
            for (float[] factors : new float[][]{{1, 0}, {-2, 0}, {0.5f, 1}, {3, -0.25f}}) {
                for (int gap : new int[]{0, 3}) {
                    compare(shape[0], shape[1], shape[2], gap, factors[0], factors[1], random);
                }
            }
        }
    }

    private static void compare(int m, int n, int k, int gap, float alpha, float beta, Random random) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = random(arena, m * (k + gap), random);
            MemorySegment b = random(arena, n * (k + gap), random);
            int floats = m * (n + gap);
            MemorySegment room = random(arena, floats + 2, random);
            room.setAtIndex(JAVA_FLOAT, 0, GUARD);
            room.setAtIndex(JAVA_FLOAT, floats + 1L, GUARD);
            MemorySegment c = room.asSlice(4, floats * 4L);
            float[] before = c.toArray(JAVA_FLOAT);
            blas.sgemm(m, n, k, alpha, a, k + gap, b, k + gap, beta, c, n + gap);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n + gap; j++) {
                    float old = before[i * (n + gap) + j];
                    if (j >= n) {
                        assertEquals(old, at(c, i, j, n + gap));
                        continue;
                    }
                    double product = 0;
                    double size = 0;
                    for (int column = 0; column < k; column++) {
                        double term = (double) at(a, i, column, k + gap) * at(b, j, column, k + gap);
                        product += term;
                        size += Math.abs(term);
                    }
                    // k + 3 roundings of 2⁻²⁴ each, in whatever order it adds.
                    double bound = (k + 3) * 0x1p-24 * (Math.abs(alpha) * size + Math.abs(beta * old));
                    assertEquals(alpha * product + beta * old, at(c, i, j, n + gap), bound,
                            "[%d, %d, %d] α=%s β=%s (%d, %d)".formatted(m, n, k, alpha, beta, i, j));
                }
            }
            assertEquals(GUARD, room.getAtIndex(JAVA_FLOAT, 0));
            assertEquals(GUARD, room.getAtIndex(JAVA_FLOAT, floats + 1L));
        }
    }

    @Test
    void withoutBetaWhatWasThereIsNotRead() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = random(arena, 6, new Random(2));
            MemorySegment c = arena.allocate(4 * 4L, 64);
            c.fill((byte) -1); // NaN
            blas.sgemm(2, 2, 3, 1, a, 3, a, 3, 0, c, 2);
            for (int i = 0; i < 4; i++) {
                assertTrue(Float.isFinite(c.getAtIndex(JAVA_FLOAT, i)));
            }
        }
    }

    @Test
    void refusesWhatDoesNotFitAndSaysTheShapes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(4L * (4 * 8 + 5), 64);
            MemorySegment b = arena.allocate(4L * (2 * 8 + 5), 64);
            MemorySegment c = arena.allocate(4L * (4 * 6 + 3), 64);
            blas.sgemm(5, 3, 5, 1, a, 8, b, 8, 0, c, 6);
            var e = refused(5, 3, 5, a.asSlice(4), 8, b, 8, c, 6);
            assertTrue(e.getMessage().contains("cblas_sgemm") && e.getMessage().contains("A [5, 5] with lda 8")
                    && e.getMessage().contains("C [5, 3] with ldc 6")
                    && e.getMessage().contains("got A native of 144 bytes"), e.getMessage());
            refused(5, 3, 5, a, 8, b.asSlice(4), 8, c, 6);
            refused(5, 3, 5, a, 8, b, 8, c.asSlice(4), 6);
            refused(5, 3, 5, a, 9, b, 8, c, 6);
            refused(5, 3, 5, a, 4, b, 8, c, 6);
            refused(5, 3, 5, a, 8, b, -8, c, 6);
            refused(5, 3, 5, a, 8, b, 8, c, 2);
            refused(-1, 3, 5, a, 8, b, 8, c, 6);
            refused(5, -3, 5, a, 8, b, 8, c, 6);
            refused(5, 3, -5, a, 8, b, 8, c, 6);
            refused(Integer.MAX_VALUE, 3, 5, a, Integer.MAX_VALUE, b, 8, c, 6);
            refused(5, 3, 5, a, 8, MemorySegment.ofArray(new float[100]), 8, c, 6);
            refused(5, 3, 5, a, 8, b, 8, c.asReadOnly(), 6);
        }
    }

    private static IllegalArgumentException refused(int m, int n, int k, MemorySegment a, int lda, MemorySegment b,
            int ldb, MemorySegment c, int ldc) {
        return assertThrows(IllegalArgumentException.class,
                () -> blas.sgemm(m, n, k, 1, a, lda, b, ldb, 0, c, ldc));
    }

    @Test
    void closedMemoryIsRefused() {
        MemorySegment a;
        try (Arena arena = Arena.ofConfined()) {
            a = arena.allocate(64, 64);
        }
        assertThrows(IllegalStateException.class, () -> blas.sgemm(2, 2, 2, 1, a, 2, a, 2, 0, a, 2));
    }

    /** More callers than the 64 threads that the library was built for, all at once. */
    @Test
    void manyThreadsMayCallAtOnce() throws Exception {
        int callers = 150;
        int n = 90;
        int k = 120;
        var together = new CyclicBarrier(callers);
        try (Arena arena = Arena.ofShared(); var threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            MemorySegment a = random(arena, n * k, new Random(4));
            Callable<byte[]> call = () -> {
                try (Arena own = Arena.ofConfined()) {
                    MemorySegment c = own.allocate(4L * n * n, 64);
                    together.await();
                    for (int i = 0; i < 5; i++) {
                        blas.sgemm(n, n, k, 1, a, k, a, k, 0, c, n);
                    }
                    return c.toArray(JAVA_BYTE);
                }
            };
            var results = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < callers; i++) {
                results.add(threads.submit(call));
            }
            for (Future<byte[]> result : results) {
                assertArrayEquals(results.getFirst().get(), result.get());
            }
        }
    }

    @Test
    void itsOwnThreadsAreOffAndItSaysWhatItIs() {
        assertEquals(1, CBlas.openblas_get_num_threads());
        assertFalse(blas.coreName().isBlank());
        assertTrue(blas.configuration().startsWith("OpenBLAS"), blas.configuration());
        assertTrue(blas.path().isAbsolute());
    }
}
