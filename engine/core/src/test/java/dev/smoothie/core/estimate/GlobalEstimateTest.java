package dev.smoothie.core.estimate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class GlobalEstimateTest {
    private static final double NONE = Double.NaN;
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Matrix matrix(double[]... rows) {
        Matrix matrix = Matrix.allocate(arena, rows.length, rows[0].length);
        for (int row = 0; row < rows.length; row++) {
            matrix.write(row, rows[row]);
        }
        return matrix;
    }

    @Test
    void averagesWhatIsThereWithStandardErrors() {
        var estimate = GlobalEstimate
                .of(matrix(new double[]{1, 4, NONE}, new double[]{2, NONE, NONE}, new double[]{6, 8, 5}));
        assertArrayEquals(new double[]{3, 6, 5}, estimate.error(), 1e-15);
        // Variances 7 of three and 8 of two; one number has none.
        assertArrayEquals(new double[]{Math.sqrt(7.0 / 3), 2, NONE}, estimate.standardError(), 1e-15);
        assertArrayEquals(new long[]{3, 2, 1}, estimate.samples());
        assertEquals(List.of(0, 2, 1), estimate.ranking());
    }

    @Test
    void localMeansSkipWhatIsMissing() {
        Matrix y = matrix(new double[]{1, NONE}, new double[]{3, NONE}, new double[]{100, 7});
        Embeddings inputs = Embeddings.copyOf(arena, new float[][]{{0}, {1}, {10}});
        var neighbors = ExactSearch.among(arena, inputs, 2, TestBackends.scalar(), new Workers(1));
        Matrix local = LocalEstimate.of(arena, y, neighbors, neighbors.k(), TestBackends.scalar(), new Workers(1))
                .errors();
        assertArrayEquals(new double[]{2, NONE}, local.row(0), 0);
        assertArrayEquals(new double[]{2, NONE}, local.row(1), 0);
        assertArrayEquals(new double[]{51.5, 7}, local.row(2), 0);
    }
}
