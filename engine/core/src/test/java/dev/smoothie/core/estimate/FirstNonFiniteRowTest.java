package dev.smoothie.core.estimate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Tests that the first output that is not finite is named, whichever of several a thread meets first. */
class FirstNonFiniteRowTest {
    private static final int SAMPLES = 1000;
    private static final int M = 4;

    /**
     * In sample 63, the last of the first block of 64, one that is missing and then one that is there; in sample 64 and
     * all later ones, every output.
     */
    private static Generations broken(Arena arena) {
        Embeddings vectors = Embeddings.allocate(arena, (long) SAMPLES * M, 16);
        float[] bad = new float[16];
        bad[5] = Float.NEGATIVE_INFINITY;
        for (long row = 63 * M + 1; row < vectors.rows(); row++) {
            vectors.set(row, bad);
        }
        return new Generations(vectors, SAMPLES, 1, M, (sample, _, generator) -> sample != 63 || generator != 1);
    }

    private static void assertNamesTheFirst(Executable estimate) {
        for (int i = 0; i < 20; i++) {
            assertEquals(63 * M + 2, assertThrows(NonFiniteEmbeddingException.class, estimate).row());
        }
    }

    @Test
    void inRowEstimates() {
        try (Arena arena = Arena.ofShared()) {
            Generations outputs = broken(arena);
            TestBackends.all().forEach(backend -> assertNamesTheFirst(
                    () -> RowEstimates.of(arena, outputs, backend, new Workers(4))));
        }
    }

    @Test
    void inErrorsOfOutputs() {
        try (Arena arena = Arena.ofShared()) {
            Generations outputs = broken(arena);
            var prior = Errors.same(new double[]{1, 2, 3, 4});
            assertNamesTheFirst(() -> Consensus.of(arena, outputs, prior, 1, new Workers(4)));
            assertNamesTheFirst(
                    () -> Posterior.of(arena, outputs, prior, TestBackends.scalar(), new Workers(4)));
        }
    }
}
