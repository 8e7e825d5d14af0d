package dev.smoothie.engine.estimate;

import dev.smoothie.engine.TestBackends;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.neighbors.ExactSearch;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void differencesArePaired() {
        var estimate = GlobalEstimate
                .of(matrix(new double[]{1, 2, 9}, new double[]{10, 11.5, 9}, new double[]{20, 21, 9},
                        new double[]{NONE, 50, 9}));
        var difference = estimate.difference(0, 1);
        // Differences −1, −1.5, −1: variance 1/12, over three samples.
        assertEquals(-3.5 / 3, difference.difference(), 1e-15);
        assertEquals(Math.sqrt(1.0 / 36), difference.standardError(), 1e-15);
        assertEquals(3, difference.samples());
        // t = 7 on two degrees of freedom, against 4.303.
        assertFalse(difference.canBeZero());
        assertTrue(estimate.difference(0, 2).canBeZero());
        assertTrue(new GlobalEstimate.Difference(1, 1 / 4.2, 3).canBeZero());
        assertFalse(new GlobalEstimate.Difference(1, 1 / 4.4, 3).canBeZero());
        assertTrue(new GlobalEstimate.Difference(1, NONE, 1).canBeZero());
        assertTrue(new GlobalEstimate.Difference(0, 0, 100).canBeZero());
    }

    @Test
    void localMeansSkipWhatIsMissing() {
        Matrix y = matrix(new double[]{1, NONE}, new double[]{3, NONE}, new double[]{100, 7});
        Embeddings inputs = Embeddings.copyOf(arena, new float[][]{{0}, {1}, {10}});
        var neighbors = ExactSearch.among(arena, inputs, 2, TestBackends.scalar(), new Workers(1));
        Matrix local = LocalEstimate.of(arena, y, neighbors, TestBackends.scalar(), new Workers(1));
        assertArrayEquals(new double[]{2, NONE}, local.row(0), 0);
        assertArrayEquals(new double[]{2, NONE}, local.row(1), 0);
        assertArrayEquals(new double[]{51.5, 7}, local.row(2), 0);
    }
}
