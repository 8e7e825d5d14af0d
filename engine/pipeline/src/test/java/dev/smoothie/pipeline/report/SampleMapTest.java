package dev.smoothie.pipeline.report;

import dev.smoothie.core.Samples;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SampleMapTest {
    private static final double TOLERANCE = 1e-6;

    @Test
    void inputsLieWhereTheyDiffer() {
        try (Arena arena = Arena.ofConfined()) {
            SampleMap map = SampleMap.of(Samples.of(Embeddings.copyOf(arena, new float[][]{{1, 5}, {2, 5}, {6, 5}})), 9)
                    .orElseThrow();
            assertEquals(SampleMap.Of.INPUTS, map.of());
            double[][] position = map.components().position();
            assertArrayEquals(new double[]{-2, 0}, position[0], TOLERANCE);
            assertArrayEquals(new double[]{-1, 0}, position[1], TOLERANCE);
            assertArrayEquals(new double[]{3, 0}, position[2], TOLERANCE);
        }
    }

    /** A missing output does not change the mean of the others, and a sample without outputs is not on the map. */
    @Test
    void withoutInputsTheMeanOutputCounts() {
        try (Arena arena = Arena.ofConfined()) {
            float nan = Float.NaN;
            Embeddings vectors = Embeddings.copyOf(arena,
                    new float[][]{{1}, {3}, {nan}, {nan}, {6}, {nan}, {4}, {20}});
            var outputs = new Generations(vectors, 4, 1, 2,
                    (sample, _, generator) -> !Float.isNaN(vectors.get(2L * sample + generator, 0)));
            SampleMap map = SampleMap.of(Samples.of(outputs), 9).orElseThrow();
            assertEquals(SampleMap.Of.OUTPUTS, map.of());
            assertArrayEquals(new int[]{0, 2, 3}, map.samples());
            // Means 2, 6 and 12, minus 20/3.
            double[][] position = map.components().position();
            assertEquals(2 - 20 / 3.0, position[0][0], TOLERANCE);
            assertEquals(6 - 20 / 3.0, position[1][0], TOLERANCE);
            assertEquals(12 - 20 / 3.0, position[2][0], TOLERANCE);
        }
    }

    @Test
    void ofALargeSetSomeAreOnTheMap() {
        try (Arena arena = Arena.ofConfined()) {
            SampleMap map = SampleMap.of(Samples.of(Embeddings.allocate(arena, 10, 1)), 4).orElseThrow();
            assertArrayEquals(new int[]{0, 2, 5, 7}, map.samples());
        }
    }

    @Test
    void withoutEmbeddingsThereIsNone() {
        assertTrue(SampleMap.of(new Samples(3, Optional.empty(), Optional.empty(), Integer::toString), 9).isEmpty());
    }

    @Test
    void anInputThatIsNotFiniteIsNamed() {
        try (Arena arena = Arena.ofConfined()) {
            Samples broken = Samples.of(Embeddings.copyOf(arena, new float[][]{{1}, {Float.NaN}}));
            CoreException e = assertThrows(CoreException.class, () -> SampleMap.of(broken, 9));
            assertTrue(e.getMessage().contains("sample 1 "), e.getMessage());
        }
    }
}
