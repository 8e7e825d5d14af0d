package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.evaluate.Calibration.Bin;
import java.lang.foreign.Arena;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CalibrationTest {

    private static Matrix matrix(Arena arena, double[][] rows) {
        Matrix matrix = Matrix.allocate(arena, rows.length, rows[0].length);
        for (int row = 0; row < rows.length; row++) {
            matrix.write(row, rows[row]);
        }
        return matrix;
    }

    private static List<Bin> bins(double[][] errors, double[][] scores, int most) {
        try (Arena arena = Arena.ofConfined()) {
            var truth = new Truth(matrix(arena, scores), List.of(), new int[scores.length]);
            Contest contest = Contest.on(truth,
                    (sample, generator) -> !Double.isNaN(errors[sample][generator]), new BitSet());
            return Calibration.of(Errors.of(matrix(arena, errors)), contest, most).bins();
        }
    }

    /** Errors 1 and 3 are qualities ¾ and ¼. */
    @Test
    void outputsAreCutInTheOrderOfTheirQuality() {
        List<Bin> bins = bins(new double[][]{{1, 3}, {3, 1}, {1, 3}, {1, 3}},
                new double[][]{{1, 0}, {0, 0}, {1, 1}, {1, 0}}, 2);
        assertEquals(2, bins.size());
        Bin low = bins.getFirst();
        assertEquals(0.25, low.quality(), 1e-12);
        assertEquals(4, low.outputs());
        assertEquals(0.25, low.score(), 1e-12);
        // One output of each of four samples: the standard error of a mean, sd √(0.75/3) over √4.
        assertEquals(1.96 * Math.sqrt(0.75 / 3) / 2, low.margin(), 1e-4);
        Bin high = bins.getLast();
        assertEquals(0.75, high.lowest(), 1e-12);
        assertEquals(0.75, high.highest(), 1e-12);
        assertEquals(0.75, high.score(), 1e-12);
    }

    @Test
    void outputsOfEqualQualityStayTogether() {
        List<Bin> bins = bins(new double[][]{{1, 1}, {1, 1}, {1, 3}}, new double[][]{{1, 0}, {1, 1}, {1, 0}}, 6);
        assertEquals(List.of(1, 4, 1), bins.stream().map(Bin::outputs).toList());
    }

    /** Two outputs of one sample that are right and wrong together tell no more than one. */
    @Test
    void outputsOfOneSampleAreNotIndependent() {
        double[][] errors = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}};
        double[][] scores = {{1, 1, 1, 1}, {0, 0, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}};
        Bin all = bins(errors, scores, 1).getFirst();
        assertEquals(0.5, all.score());
        assertEquals(1.96 * Math.sqrt(1 / 3.0) / 2, all.margin(), 1e-4);
    }

    @Test
    void missingOutputsDoNotCount() {
        List<Bin> bins = bins(new double[][]{{1, Double.NaN}}, new double[][]{{1, 0}}, 10);
        assertEquals(1, bins.size());
        assertEquals(1, bins.getFirst().outputs());
        assertTrue(Double.isNaN(bins.getFirst().margin()));
    }
}
