package dev.smoothie.core.vectors;

import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EmbeddingsTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "7, 3", "100, 384", "3, 9000", "20000, 2", "9000, 700"})
    void findsTheFirstRowThatIsNotFinite(long rows, int d) {
        float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0xFFFFFFFF)};
        try (Arena arena = Arena.ofShared()) {
            Embeddings embeddings = Embeddings.allocate(arena, rows, d);
            for (long row = 0; row < rows; row++) {
                var vector = new float[d];
                vector[0] = row % 2 == 0 ? Float.MAX_VALUE : -Float.MIN_VALUE;
                embeddings.set(row, vector);
            }
            assertEquals(-1, embeddings.firstNonFiniteRow());
            assertEquals(-1, embeddings.firstNonFiniteRow(new Workers(3)));
            for (long row = rows - 1; row >= 0; row -= Math.max(1, rows / 5)) {
                var vector = new float[d];
                vector[(int) (row % d)] = bad[(int) (row % bad.length)];
                embeddings.set(row, vector);
                assertEquals(row, embeddings.firstNonFiniteRow());
                assertEquals(row, embeddings.firstNonFiniteRow(new Workers(3)));
            }
        }
    }
}
