package dev.smoothie.core.compute;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class MatrixTest {

    /** One block and several, whole and not, and rows that are longer than a block. */
    @ParameterizedTest
    @CsvSource({"10, 3, 0, 10", "1000, 3, 0, 1000", "1000, 3, 17, 990", "5, 3000, 1, 4", "10, 3, 4, 4"})
    void everyRowIsSeenOnceAndInOrder(int rows, int columns, int from, int to) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix matrix = Matrix.allocate(arena, rows, columns);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    matrix.set(row, column, row * 10_000.0 + column);
                }
            }
            List<Long> seen = new ArrayList<>();
            matrix.forEachRow(from, to, (row, values, at) -> {
                seen.add(row);
                for (int column = 0; column < columns; column++) {
                    assertEquals(row * 10_000.0 + column, values[at + column]);
                }
            });
            assertEquals(to - from, seen.size());
            for (int i = 0; i < seen.size(); i++) {
                assertEquals(from + i, seen.get(i));
            }
            double[] some = new double[(to - from) * columns];
            matrix.read(from, to, some);
            Matrix copy = Matrix.allocate(arena, rows, columns);
            copy.write(from, to, some);
            for (int row = from; row < to; row++) {
                assertArrayEquals(matrix.row(row), copy.row(row));
            }
        }
    }
}
