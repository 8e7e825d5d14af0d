package dev.smoothie.core.cards.encoder;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HopperLayoutTest {
    @Test
    void aLanesSumsAreEightAdjacentColumns() {
        for (int lane = 0; lane < 4; lane++) {
            int q = lane;
            int[] columns = IntStream.range(0, 64).filter(accumulator -> accumulator % 8 / 2 == q)
                    .map(HopperLayout::rowStoredAt).toArray();
            int[] adjacent = IntStream.concat(IntStream.range(8 * q, 8 * q + 8),
                    IntStream.range(32 + 8 * q, 40 + 8 * q)).toArray();
            assertArrayEquals(adjacent, columns);
        }
    }

    @Test
    void everyRowIsStoredOnceWithinItsGroup() {
        int[] rows = IntStream.range(0, 96).map(HopperLayout::rowStoredAt).toArray();
        for (int stored = 0; stored < 96; stored++) {
            assertEquals(stored / 32, rows[stored] / 32);
        }
        Arrays.sort(rows);
        assertArrayEquals(IntStream.range(0, 96).toArray(), rows);
    }

    @Test
    void weightsMoveByRows() {
        int out = 64;
        int in = 3;
        float[] weight = new float[out * in];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = i;
        }
        float[] ordered = HopperLayout.rows(weight, out, in);
        for (int row = 0; row < out; row++) {
            for (int column = 0; column < in; column++) {
                assertEquals(weight[HopperLayout.rowStoredAt(row) * in + column], ordered[row * in + column]);
            }
        }
        assertEquals(8 * in, ordered[2 * in]);
        assertEquals(1, weight[1]);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> HopperLayout.rows(new float[48 * 2], 48, 2));
        assertThrows(IllegalArgumentException.class, () -> HopperLayout.rows(new float[63], 32, 2));
    }
}
